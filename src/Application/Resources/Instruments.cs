using CcatOps.Application.Reads;
using CcatOps.Application.Validation;
using CcatOps.Domain.Access;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Writes;
using FluentValidation;

namespace CcatOps.Application.Resources;

/// <summary>The instruments of the observatory.</summary>
public static class Instruments
{
    public static readonly Resource<Instrument, CreateInstrument> Resource = new()
    {
        Name = "instrument",
        Title = "Instruments",
        About = "The instruments of the observatory, their modules and how these are configured.",
        Route = "/instruments",
        Create = Operation.CreateInstrument,
        Summary = "Adds an instrument.",
        MayWrite = Permissions.WritePlans,
        Filters =
        [
            Filter.AnyName((Instrument instrument) => instrument.Name, "With these names, in any case."),
            Filter.AnyOf((Instrument instrument) => instrument.Available, "Available, or not."),
            Filter.AnyOf((Instrument instrument) => instrument.TelescopeId, "Of these telescopes."),
            Filter.AnyOf((Instrument instrument) => instrument.InstrumentType, "Of these types."),
        ],
        Example = """{"name": "Mod-Cam", "telescope_id": 1, "instrument_type": "bolometer", "available": false}""",
        Answer =
            """
            {"id": 3, "name": "Mod-Cam", "available": false, "telescope_id": 1, "instrument_type": "bolometer", "description": null}
            """,
        Patch = new ResourcePatch<Instrument, ChangeInstrument>
        {
            Operation = Operation.ChangeInstrument,
            Summary = "Changes an instrument, such as whether it can be used now.",
            Example = """{"available": true}""",
        },
    };
}

/// <summary>Adds an instrument. Its number comes from the main database.</summary>
public sealed record CreateInstrument : ICreate<Instrument>
{
    /// <summary>Required, and unique without regard to case.</summary>
    public string? Name { get; init; }

    /// <summary>Default: true.</summary>
    public bool Available { get; init; } = true;

    public int? TelescopeId { get; init; }
    public InstrumentType? InstrumentType { get; init; }
    public string? Description { get; init; }

    public Instrument ToRecord(NewKey key, DateTimeOffset now) => new()
    {
        Id = key.Number,
        Name = Name!,
        Available = Available,
        TelescopeId = TelescopeId,
        InstrumentType = InstrumentType,
        Description = Description,
    };
}

internal sealed class CreateInstrumentValidator : AbstractValidator<CreateInstrument>
{
    public CreateInstrumentValidator()
    {
        RuleFor(request => request.Name).NotEmpty().WithMessage("is required: the name of the instrument.");
        RuleFor(request => request.Name).Text(200);
        RuleFor(request => request.TelescopeId).GreaterThan(0).WithMessage("must be a positive integer.");
        RuleFor(request => request.Description).Text();
    }
}

/// <summary>Changes an instrument.</summary>
public sealed record ChangeInstrument : MergePatch<Instrument>
{
    public bool? Available { get; init => field = Keep(value); }
    public string? Description { get; init => field = Keep(value); }
}

internal sealed class ChangeInstrumentValidator : AbstractValidator<ChangeInstrument>
{
    public ChangeInstrumentValidator()
    {
        this.NeverClears<ChangeInstrument, Instrument>(nameof(ChangeInstrument.Available));
        RuleFor(request => request.Description).Text();
    }
}
