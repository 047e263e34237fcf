using System.Text.Json.Serialization;
using CcatOps.Application.Errors;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Reads;
using CcatOps.Application.Resources;
using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Storage;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;
using System.Text.Json.Nodes;

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

/// <summary>Brings a complete package into another state.</summary>
public sealed record MovePackage : IRequest<Written<RawDataPackage>>
{
    /// <summary>The package, from the path; a field <c>id</c> in the body is unknown.</summary>
    [JsonIgnore]
    public Guid Id { get; init; }

    /// <summary>The new state; required.</summary>
    public PackageState? State { get; init; }
}

internal sealed class MovePackageHandler(IWriteRouter router, OverlayMirror mirror, PackageReader packages)
    : IRequestHandler<FinalizePackage, Written<RawDataPackage>>, IRequestHandler<MovePackage, Written<RawDataPackage>>
{
    public async Task<Written<RawDataPackage>> Handle(FinalizePackage request, CancellationToken cancellationToken)
    {
        var package = await FindAsync(request.Id, cancellationToken);
        var isAlike = package.State != PackageState.Building && package.SizeBytes == request.SizeBytes && package.Checksum == request.Checksum;
        if (package.State != PackageState.Building && !isAlike)
            throw Refused(package, PackageState.Waiting);
        return isAlike && IsAtMain(package)
            ? new(package, []) { IsRepetition = true }
            : await WriteAsync(
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

    public async Task<Written<RawDataPackage>> Handle(MovePackage request, CancellationToken cancellationToken)
    {
        var package = await FindAsync(request.Id, cancellationToken);
        var to = request.State!.Value;
        var isThere = package.State == to;
        if (!isThere && (package.State == PackageState.Building || !PackageTransitions.Allows(package.State, to)))
            throw Refused(package, to);
        return isThere && IsAtMain(package)
            ? new(package, []) { IsRepetition = true }
            : await WriteAsync(
                Operation.MoveRawDataPackage,
                new { request.Id, State = to },
                package,
                new { State = to, RetryCount = PackageTransitions.RetriesAfter(package.State, to, package.RetryCount) },
                cancellationToken);
    }

    private async Task<Written<RawDataPackage>> WriteAsync(
        Operation operation, object request, RawDataPackage package, object values, CancellationToken cancellationToken)
    {
        var key = package.Id.ToString();
        var write = new Write(
            operation,
            request,
            [RowChanges.Update(Tables.RawDataPackage, key, values, expected: new { package.State })],
            [Transaction.Entity(Tables.ExecutedObsUnit.Name, package.ExecutedObsUnitId.ToString())]);

        var receipt = await router.WriteAsync(write, cancellationToken);
        var moved = RowChanges.Patch(package, receipt.Transaction.Changes[0].Values!);
        return new(moved with { Sync = receipt.Sync }, receipt.Transaction.Warnings) { IsRepetition = receipt.IsRepetition };
    }

    private async Task<RawDataPackage> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await packages.FindAsync(await mirror.GetCurrentAsync(cancellationToken), id, cancellationToken)
        ?? throw new NotFoundException(RawDataPackages.Resource.Name, id);

    /// <summary>Else the buffer must answer for it: a read may show the write of a process that ended before it had made the write durable.</summary>
    private static bool IsAtMain(RawDataPackage package) =>
        package.Sync is { State: TransactionState.Committed or TransactionState.Replicated };

    private static ConflictException Refused(RawDataPackage package, PackageState to)
    {
        var allowed = PackageTransitions.From(package.State).Select(WireNames.Of).ToArray();
        return new(
            $"Raw data package {package.Id} is {WireNames.Of(package.State)} and cannot become {WireNames.Of(to)} by this request; "
            + (allowed.Length == 0 ? "that is final."
                : package.State == PackageState.Building ? "it becomes waiting when it is finalized."
                : $"allowed next: {string.Join(", ", allowed)}."));
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

internal sealed class MovePackageValidator : AbstractValidator<MovePackage>
{
    public MovePackageValidator()
    {
        RuleFor(request => request.State).NotNull().WithMessage("is required: waiting, transferring, archived or failed.");
        RuleFor(request => request.State).NotEqual(PackageState.Building).WithMessage("must be one of waiting, transferring, archived, failed.");
    }
}
