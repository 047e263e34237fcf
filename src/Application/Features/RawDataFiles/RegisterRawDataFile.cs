using CcatOps.Application.Serialization;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.RawDataFiles;

/// <summary>Records one raw data file of an execution.</summary>
public sealed record RegisterRawDataFile : IRequest<Written<RawDataFile>>
{
    /// <summary>The execution that made the file; required.</summary>
    public Guid? ExecutedObsUnitId { get; init; }

    /// <summary>The file's name; required.</summary>
    public string? Name { get; init; }

    public string? RelativePath { get; init; }
    public long? SizeBytes { get; init; }

    /// <summary>Algorithm and hexadecimal digest, such as <c>sha256:9f86…</c>. Kept in lower case, with one colon.</summary>
    public string? Checksum { get; init => field = Domain.Observations.Checksum.Normalise(value); }

    public string? InstrumentModule { get; init; }

    /// <summary>The file's id, when the client makes it; sent again, it names the same file.</summary>
    public Guid? Id { get; init; }

    internal RawDataFile ToRecord(DateTimeOffset now) => new()
    {
        Id = Id ?? Guid.CreateVersion7(now),
        ExecutedObsUnitId = ExecutedObsUnitId!.Value,
        Name = Name!,
        RelativePath = RelativePath,
        SizeBytes = SizeBytes,
        Checksum = Checksum,
        InstrumentModule = InstrumentModule,
    };
}

internal sealed class RegisterRawDataFileHandler(IWriteRouter router, TimeProvider time)
    : IRequestHandler<RegisterRawDataFile, Written<RawDataFile>>
{
    public async Task<Written<RawDataFile>> Handle(RegisterRawDataFile request, CancellationToken cancellationToken)
    {
        var file = request.ToRecord(time.GetUtcMicroseconds());
        var change = RowChanges.Insert(Tables.RawDataFile, file);
        var write = new Write(
            Operation.RegisterRawDataFile,
            request,
            [change],
            [Transaction.Entity(Tables.ExecutedObsUnit.Name, file.ExecutedObsUnitId.ToString())])
        {
            Claims = request.Id is { } id ? [Claims.Record(Tables.RawDataFile, id)] : [],
        };

        var receipt = await router.WriteAsync(write, cancellationToken);
        var held = receipt.RecordOf(change, file);
        return new(held with { Sync = receipt.Sync }, receipt.Transaction.Warnings) { IsRepetition = receipt.IsRepetition };
    }
}

internal sealed class RegisterRawDataFileValidator : AbstractValidator<RegisterRawDataFile>
{
    /// <summary>Names are indexed together with the id.</summary>
    private static readonly int LargestName = IndexRows.LargestText(others: 16);

    public RegisterRawDataFileValidator()
    {
        RuleFor(request => request.ExecutedObsUnitId).NotNull().WithMessage("is required: the id of the execution, a UUID.");
        RuleFor(request => request.Name).NotEmpty().WithMessage("is required: the name of the file.");
        RuleFor(request => request.Name).Text(1_000);
        RuleFor(request => request.Name).Bytes(LargestName);
        RuleFor(request => request.RelativePath).Text(4_000);
        RuleFor(request => request.SizeBytes).GreaterThanOrEqualTo(0).WithMessage("must not be negative.");
        RuleFor(request => request.Checksum).Custom((checksum, context) =>
        {
            if (checksum is not null && Checksum.Misfit(checksum) is { } misfit)
                context.AddFailure(misfit);
        });
        RuleFor(request => request.InstrumentModule).Text(200);
        RuleFor(request => request.Id).RecordId();
    }
}
