using CcatOps.Application.Reads;
using CcatOps.Application.Validation;
using CcatOps.Domain.Access;
using CcatOps.Domain.Storage;
using CcatOps.Domain.Writes;
using FluentValidation;

namespace CcatOps.Application.Resources;

/// <summary>The packages of raw data files.</summary>
public static class RawDataPackages
{
    public static readonly FilterField<RawDataPackage, Guid> ExecutedObsUnitId =
        Filter.AnyOf((RawDataPackage package) => package.ExecutedObsUnitId, "Of these executions.");

    public static readonly FilterField<RawDataPackage, int> InstrumentModuleId =
        Filter.AnyOf((RawDataPackage package) => package.InstrumentModuleId, "Of these modules.");

    public static readonly Resource<RawDataPackage, CreateRawDataPackage> Resource = new()
    {
        Name = "raw data package",
        Title = "Raw data packages",
        About = "Packages of raw data files, and their way into an archive.",
        Route = "/raw_data_package",
        Create = Operation.CreateRawDataPackage,
        Summary = "Begins a package of raw data files of one execution and one module.",
        MayWrite = Permissions.WriteObservations,
        Filters =
        [
            ExecutedObsUnitId,
            InstrumentModuleId,
            Filter.AnyOf((RawDataPackage package) => package.State, "In these states."),
        ],
        Example =
            """
            {"executed_obs_unit_id": "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11", "instrument_module_id": 1,
             "raw_data_file_ids": ["01872611-8f20-7a31-9c55-7b1e6d0f4a22"]}
            """,
        Answer =
            """
            {"id": "01872612-1c40-7b22-8d11-5f2e9c3b7a01", "executed_obs_unit_id": "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11",
             "instrument_module_id": 1, "part": 1, "name": "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11_1_1", "state": "building",
             "size_bytes": null, "checksum": null, "retry_count": 0, "raw_data_files": null}
            """,
    };
}

/// <summary>Begins a package of raw data files of one execution and one module.</summary>
public sealed record CreateRawDataPackage : ICreate<RawDataPackage>
{
    /// <summary>Files of one package at most.</summary>
    public const int MostFiles = 1_000;

    /// <summary>The execution; required.</summary>
    public Guid? ExecutedObsUnitId { get; init; }

    /// <summary>The module; required.</summary>
    public int? InstrumentModuleId { get; init; }

    /// <summary>Which of the packages of the execution and the module it is, from 1. Default: the next one.</summary>
    public int? Part { get; init; }

    /// <summary>Default: made of the execution, the module and the part.</summary>
    public string? Name { get; init; }

    /// <summary>Its files, which are files of the execution and in no other package.</summary>
    public IReadOnlyList<Guid>? RawDataFileIds { get; init; }

    /// <summary>The id of the package, when the client makes it; sent again, it names the same package.</summary>
    public Guid? Id { get; init; }

    public RawDataPackage ToRecord(NewKey key, DateTimeOffset now) => new()
    {
        Id = key.Uuid,
        ExecutedObsUnitId = ExecutedObsUnitId!.Value,
        InstrumentModuleId = InstrumentModuleId!.Value,
        Part = Part!.Value,
        Name = Name ?? $"{ExecutedObsUnitId}_{InstrumentModuleId}_{Part}",
        State = PackageState.Building,
        RetryCount = 0,
    };
}

internal sealed class CreateRawDataPackageValidator : AbstractValidator<CreateRawDataPackage>
{
    public CreateRawDataPackageValidator()
    {
        RuleFor(request => request.ExecutedObsUnitId).NotNull().WithMessage("is required: the id of the execution, a UUID.");
        RuleFor(request => request.InstrumentModuleId).NotNull().WithMessage("is required: the id of the module, an integer.");
        RuleFor(request => request.InstrumentModuleId).GreaterThan(0).WithMessage("must be a positive integer.");
        RuleFor(request => request.Part).GreaterThan(0).WithMessage("must be a positive integer.");
        RuleFor(request => request.Name).Text(300);
        RuleFor(request => request.Name).Must(name => name is not "").WithMessage("must not be empty.");
        RuleFor(request => request.RawDataFileIds).AtMost(CreateRawDataPackage.MostFiles);
        RuleFor(request => request.RawDataFileIds).Must(ids => ids is null || ids.Distinct().Count() == ids.Count)
            .WithMessage("must not name a file twice.");
        RuleFor(request => request.Id).RecordId();
    }
}
