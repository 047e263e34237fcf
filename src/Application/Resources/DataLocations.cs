using CcatOps.Application.Reads;
using CcatOps.Application.Validation;
using CcatOps.Domain.Access;
using CcatOps.Domain.Storage;
using CcatOps.Domain.Writes;
using FluentValidation;

namespace CcatOps.Application.Resources;

/// <summary>The places for data.</summary>
public static class DataLocations
{
    public static readonly Resource<DataLocation, CreateDataLocation> Resource = new()
    {
        Name = "data location",
        Title = DataSites.Resource.Title,
        About = DataSites.Resource.About,
        Route = "/data_locations",
        Create = Operation.CreateDataLocation,
        Summary = "Adds a place for data.",
        MayWrite = Permissions.WritePlans,
        Filters =
        [
            Filter.AnyOf((DataLocation location) => location.SiteId, "At these sites."),
            Filter.AnyName((DataLocation location) => location.Name, "With these names, in any case."),
            Filter.AnyOf((DataLocation location) => location.LocationType, "For these purposes."),
            Filter.AnyOf((DataLocation location) => location.StorageType, "On these kinds of storage."),
            Filter.AnyOf((DataLocation location) => location.Active, "Taking data now, or not."),
        ],
        Example = """{"site_id": 1, "name": "raid1", "location_type": "source", "storage_type": "disk", "capacity_bytes": 50000000000000}""",
        Answer =
            """
            {"id": 1, "site_id": 1, "name": "raid1", "location_type": "source", "storage_type": "disk", "priority": 0, "active": true,
             "capacity_bytes": 50000000000000, "free_bytes": 31000000000000, "observed_at": "2023-03-28T02:38:42.000000Z"}
            """,
        Patch = new ResourcePatch<DataLocation, ChangeDataLocation>
        {
            Operation = Operation.ChangeDataLocation,
            Summary = "Changes a place for data, such as whether it takes data now.",
            Example = """{"active": false}""",
        },
    };
}

/// <summary>Adds a place for data. Its number comes from the main database.</summary>
public sealed record CreateDataLocation : ICreate<DataLocation>
{
    /// <summary>The site; required.</summary>
    public int? SiteId { get; init; }

    /// <summary>Required, and unique at its site without regard to case.</summary>
    public string? Name { get; init; }

    /// <summary>Required.</summary>
    public LocationType? LocationType { get; init; }

    /// <summary>Required.</summary>
    public StorageType? StorageType { get; init; }

    /// <summary>The location with the lowest number is used first. Default: 0.</summary>
    public int Priority { get; init; }

    /// <summary>Default: true.</summary>
    public bool Active { get; init; } = true;

    public long? CapacityBytes { get; init; }

    public DataLocation ToRecord(NewKey key, DateTimeOffset now) => new()
    {
        Id = key.Number,
        SiteId = SiteId!.Value,
        Name = Name!,
        LocationType = LocationType!.Value,
        StorageType = StorageType!.Value,
        Priority = Priority,
        Active = Active,
        CapacityBytes = CapacityBytes,
    };
}

internal sealed class CreateDataLocationValidator : AbstractValidator<CreateDataLocation>
{
    public CreateDataLocationValidator()
    {
        RuleFor(request => request.SiteId).NotNull().WithMessage("is required: the id of the site, an integer.");
        RuleFor(request => request.SiteId).GreaterThan(0).WithMessage("must be a positive integer.");
        RuleFor(request => request.Name).NotEmpty().WithMessage("is required: the name of the place.");
        RuleFor(request => request.Name).Text(200);
        RuleFor(request => request.LocationType).NotNull().WithMessage("is required: source, buffer, long_term_archive or processing.");
        RuleFor(request => request.StorageType).NotNull().WithMessage("is required: disk, s3 or tape.");
        RuleFor(request => request.CapacityBytes).GreaterThanOrEqualTo(0).WithMessage("must not be negative.");
    }
}

/// <summary>Changes a place for data.</summary>
public sealed record ChangeDataLocation : MergePatch<DataLocation>
{
    public int? Priority { get; init => field = Keep(value); }
    public bool? Active { get; init => field = Keep(value); }
}

internal sealed class ChangeDataLocationValidator : AbstractValidator<ChangeDataLocation>
{
    public ChangeDataLocationValidator() =>
        this.NeverClears<ChangeDataLocation, DataLocation>(nameof(ChangeDataLocation.Priority), nameof(ChangeDataLocation.Active));
}
