using FluentValidation;
using MediatR;

namespace CcatOps.Application.Validation;

/// <summary>Runs the validators of a request before its handler; all faults are reported together.</summary>
internal sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var faults = validators.SelectMany(validator => validator.Validate(request).Errors).ToArray();
        return faults.Length == 0 ? next() : throw new ValidationException(faults);
    }
}
