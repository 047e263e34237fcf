using System.Text.Json.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Storage;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Packages;

/// <summary>Brings a complete package into another state.</summary>
public sealed record MovePackage : IRequest<Written<RawDataPackage>>
{
    /// <summary>The package, from the path; a field <c>id</c> in the body is unknown.</summary>
    [JsonIgnore]
    public Guid Id { get; init; }

    /// <summary>The new state; required.</summary>
    public PackageState? State { get; init; }
}

internal sealed class MovePackageHandler(PackageMoves moves) : IRequestHandler<MovePackage, Written<RawDataPackage>>
{
    public async Task<Written<RawDataPackage>> Handle(MovePackage request, CancellationToken cancellationToken)
    {
        var package = await moves.FindAsync(request.Id, cancellationToken);
        var to = request.State!.Value;
        var isThere = package.State == to;
        if (!isThere && (package.State == PackageState.Building || !PackageTransitions.Allows(package.State, to)))
            throw PackageMoves.Refused(package, to);
        return isThere && PackageMoves.IsAtMain(package)
            ? new(package, []) { IsRepetition = true }
            : await moves.WriteAsync(
                Operation.MoveRawDataPackage,
                new { request.Id, State = to },
                package,
                new { State = to, RetryCount = PackageTransitions.RetriesAfter(package.State, to, package.RetryCount) },
                cancellationToken);
    }
}

internal sealed class MovePackageValidator : AbstractValidator<MovePackage>
{
    public MovePackageValidator()
    {
        RuleFor(request => request.State).NotNull().WithMessage("is required: waiting, transferring, archived or failed.");
        RuleFor(request => request.State).NotEqual(PackageState.Building).WithMessage("must be one of waiting, transferring, archived, failed.");
    }
}
