using CcatOps.Application.Reads;
using CcatOps.Application.Validation;
using CcatOps.Domain.Access;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Writes;
using FluentValidation;

namespace CcatOps.Application.Resources;

/// <summary>The records of raw data files; the files themselves are elsewhere.</summary>
public static class RawDataFiles
{
    public static readonly FilterField<RawDataFile, Guid> ExecutedObsUnitId =
        Filter.AnyOf((RawDataFile file) => file.ExecutedObsUnitId, "Of these executions.");

    public static readonly FilterField<RawDataFile, string> Name = Filter.AnyOf((RawDataFile file) => file.Name, "With these names.");

    public static readonly FilterField<RawDataFile, Guid> RawDataPackageId =
        Filter.AnyOf((RawDataFile file) => file.RawDataPackageId, "In these packages.");

    public static readonly Resource<RawDataFile, RegisterRawDataFile> Resource = new()
    {
        Name = "raw data file",
        Title = "Raw data files",
        About = "The files that executions make, one by one or many at once.",
        Route = "/raw_data_files",
        Create = Operation.RegisterRawDataFile,
        Summary = "Records one raw data file of an execution.",
        MayWrite = Permissions.WriteObservations,
        Filters = [ExecutedObsUnitId, Name, RawDataPackageId],
        Example =
            """
            {"executed_obs_unit_id": "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11", "name": "obs_000017.fits",
             "relative_path": "2023-03-28/obs_000017.fits", "size_bytes": 8589934592,
             "checksum": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "instrument_module": "MOD0"}
            """,
        Answer =
            """
            {"id": "01872611-8f20-7a31-9c55-7b1e6d0f4a22", "executed_obs_unit_id": "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11",
             "name": "obs_000017.fits", "relative_path": "2023-03-28/obs_000017.fits", "size_bytes": 8589934592,
             "checksum": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "instrument_module": "MOD0",
             "raw_data_package_id": null}
            """,
    };
}

/// <summary>Records one raw data file of an execution.</summary>
public sealed record RegisterRawDataFile : ICreate<RawDataFile>
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

    public RawDataFile ToRecord(NewKey key, DateTimeOffset now) => new()
    {
        Id = key.Uuid,
        ExecutedObsUnitId = ExecutedObsUnitId!.Value,
        Name = Name!,
        RelativePath = RelativePath,
        SizeBytes = SizeBytes,
        Checksum = Checksum,
        InstrumentModule = InstrumentModule,
    };
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
