using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CcatOps.Application.Reads;
using CcatOps.Application.Serialization;
using CcatOps.Application.Validation;
using CcatOps.Domain.Access;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Writes;
using FluentValidation;

namespace CcatOps.Application.Resources;

/// <summary>The planned units of observation.</summary>
public static class ObsUnits
{
    public static readonly FilterField<ObsUnit, string> Name = Filter.AnyOf((ObsUnit unit) => unit.Name, "With these names.");

    public static readonly Resource<ObsUnit, CreateObsUnit> Resource = new()
    {
        Name = "planned unit",
        Title = "Planned units",
        About = "What is to be observed. Planned at the main site, executed at the telescopes.",
        Route = "/obs_unit",
        Create = Operation.CreateObsUnit,
        Summary = "Plans a unit of observation.",
        MayWrite = Permissions.WritePlans,
        Filters = [Name],
        Example =
            """
            {"name": "Orion B, field 3", "target": "Orion B", "ra": "05:41:43", "dec": "-01:54:44", "duration_seconds": 1800,
             "configuration": {"mode": "otf"}}
            """,
        Answer =
            """
            {"id": 1, "name": "Orion B, field 3", "target": "Orion B", "ra": 85.429167, "dec": -1.912222, "duration_seconds": 1800,
             "configuration": {"mode": "otf"}}
            """,
    };
}

/// <summary>Plans a unit of observation. Planned things have integer keys, which only the main database gives out.</summary>
public sealed record CreateObsUnit : ICreate<ObsUnit>
{
    /// <summary>Required.</summary>
    public string? Name { get; init; }

    public string? Target { get; init; }

    /// <summary>Right ascension: degrees, or hours in sexagesimal notation.</summary>
    [JsonConverter(typeof(RightAscensionConverter))]
    public double? Ra { get; init; }

    /// <summary>Declination: degrees, as a number or in sexagesimal notation.</summary>
    [JsonConverter(typeof(DeclinationConverter))]
    public double? Dec { get; init; }

    public double? DurationSeconds { get; init; }
    public JsonObject? Configuration { get; init; }

    ObsUnit ICreate<ObsUnit>.ToRecord(NewKey key, DateTimeOffset now) => new()
    {
        Id = key.Number,
        Name = Name!,
        Target = Target,
        Ra = Ra,
        Dec = Dec,
        DurationSeconds = DurationSeconds,
        Configuration = Configuration,
    };
}

internal sealed class CreateObsUnitValidator : AbstractValidator<CreateObsUnit>
{
    public CreateObsUnitValidator()
    {
        RuleFor(request => request.Name).NotEmpty().WithMessage("is required: the name of the planned unit.");
        RuleFor(request => request.Name).Text(200);
        RuleFor(request => request.Target).Text(200);
        RuleFor(request => request.Ra).InclusiveBetween(0, 360).WithMessage("must be between 0 and 360 degrees (0 and 24 hours).");
        RuleFor(request => request.Dec).InclusiveBetween(-90, 90).WithMessage("must be between -90 and 90 degrees.");
        RuleFor(request => request.DurationSeconds).InclusiveBetween(0, double.MaxValue)
            .WithMessage("must be a number of seconds, not negative.");
        RuleFor(request => request.Configuration).Storable();
    }
}
