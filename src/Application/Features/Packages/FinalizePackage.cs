using System.Text.Json.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Storage;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Packages;

/// <summary>Ends the building of a package: it waits for its transfer.</summary>
public sealed record FinalizePackage : IRequest<Written<RawDataPackage>>
{
    /// <summary>The package, from the path; a field <c>id</c> in the body is unknown.</summary>
    [JsonIgnore]
    public Guid Id { get; init; }

    public long? SizeBytes { get; init; }

    /// <summary>Algorithm and hexadecimal digest, such as <c>sha256:9f86…</c>. Kept in lower case, with one colon.</summary>
    public string? Checksum { get; init => field = Domain.Observations.Checksum.Normalise(value); }
}

internal sealed class FinalizePackageHandler(PackageMoves moves) : IRequestHandler<FinalizePackage, Written<RawDataPackage>>
{
    public async Task<Written<RawDataPackage>> Handle(FinalizePackage request, CancellationToken cancellationToken)
    {
        var package = await moves.FindAsync(request.Id, cancellationToken);
        var isAlike = package.State != PackageState.Building && package.SizeBytes == request.SizeBytes && package.Checksum == request.Checksum;
        if (package.State != PackageState.Building && !isAlike)
            throw PackageMoves.Refused(package, PackageState.Waiting);
        return isAlike && PackageMoves.IsAtMain(package)
            ? new(package, []) { IsRepetition = true }
            : await moves.WriteAsync(
                Operation.FinalizeRawDataPackage,
                new { request.Id, request.SizeBytes, request.Checksum },
                package,
                new
                {
                    State = isAlike ? package.State : PackageState.Waiting,
                    request.SizeBytes,
                    request.Checksum,
                },
                cancellationToken);
    }
}

internal sealed class FinalizePackageValidator : AbstractValidator<FinalizePackage>
{
    public FinalizePackageValidator()
    {
        RuleFor(request => request.SizeBytes).GreaterThanOrEqualTo(0).WithMessage("must not be negative.");
        RuleFor(request => request.Checksum).Custom((checksum, context) =>
        {
            if (checksum is not null && Checksum.Misfit(checksum) is { } misfit)
                context.AddFailure(misfit);
        });
    }
}
