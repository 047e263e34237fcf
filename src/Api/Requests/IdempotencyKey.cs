using FluentValidation;
using FluentValidation.Results;

namespace CcatOps.Api.Requests;

/// <summary>The header under which a write is repeated without taking effect twice.</summary>
internal sealed class IdempotencyKey : IEndpointFilter
{
    public const string Header = "Idempotency-Key";
    public const int Longest = 255;

    public static readonly IdempotencyKey Filter = new();

    /// <exception cref="ValidationException">The key cannot be kept.</exception>
    public static string? Of(HttpRequest request) => request.Headers[Header] switch
    {
        [] => null,
        [{ Length: > 0 and <= Longest } key] when !key.AsSpan().ContainsAnyExceptInRange('!', '~') => key,
        _ => throw new ValidationException(
            [new ValidationFailure(Header, $"must be one value of 1 to {Longest} visible ASCII characters.")]),
    };

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        Of(context.HttpContext.Request);
        return next(context);
    }
}
