using System.Globalization;
using System.Text.Json.Serialization;
using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Resources;
using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Storage;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Storage;

/// <summary>Reports how much room a place for data has.</summary>
public sealed record ReportCapacity : IRequest<Written<DataLocation>>
{
    /// <summary>The place, from the path; a field <c>id</c> in the body is unknown.</summary>
    [JsonIgnore]
    public int Id { get; init; }

    /// <summary>Required.</summary>
    public long? FreeBytes { get; init; }

    /// <summary>Default: as it was.</summary>
    public long? CapacityBytes { get; init; }

    /// <summary>When the bytes were counted. Default: now.</summary>
    public DateTimeOffset? ObservedAt { get; init; }
}

internal sealed class ReportCapacityHandler(IWriteRouter router, OverlayMirror mirror, MergedReader<DataLocation> locations, TimeProvider time)
    : IRequestHandler<ReportCapacity, Written<DataLocation>>
{
    public async Task<Written<DataLocation>> Handle(ReportCapacity request, CancellationToken cancellationToken)
    {
        var key = request.Id.ToString(CultureInfo.InvariantCulture);
        var location = await locations.FindAsync(await mirror.GetCurrentAsync(cancellationToken), key, cancellationToken)
            ?? throw new NotFoundException(DataLocations.Resource.Name, key);
        var change = RowChanges.Update(
            Tables.DataLocation,
            key,
            values: new
            {
                request.FreeBytes,
                CapacityBytes = request.CapacityBytes ?? location.CapacityBytes,
                ObservedAt = request.ObservedAt ?? time.GetUtcMicroseconds(),
            },
            expected: new { });
        var write = new Write(
            Operation.ReportCapacity,
            new { request.Id, Request = request },
            [change],
            [Transaction.Entity(Tables.DataLocation.Name, key)]);

        var receipt = await router.WriteAsync(write, cancellationToken);
        var reported = RowChanges.Patch(location, receipt.Transaction.Changes[0].Values!);
        return new(reported with { Sync = receipt.Sync }, receipt.Transaction.Warnings) { IsRepetition = receipt.IsRepetition };
    }
}

internal sealed class ReportCapacityValidator : AbstractValidator<ReportCapacity>
{
    public ReportCapacityValidator()
    {
        RuleFor(request => request.FreeBytes).NotNull().WithMessage("is required: the number of free bytes.");
        RuleFor(request => request.FreeBytes).GreaterThanOrEqualTo(0).WithMessage("must not be negative.");
        RuleFor(request => request.CapacityBytes).GreaterThanOrEqualTo(0).WithMessage("must not be negative.");
    }
}
