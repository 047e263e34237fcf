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
        About = "The instruments of the observatory.",
        Route = "/api/instruments",
        Create = Operation.CreateInstrument,
        Summary = "Adds an instrument.",
        MayWrite = Permissions.WritePlans,
        Filters =
        [
            Filter.AnyOf((Instrument instrument) => instrument.Name, "With these names."),
            Filter.AnyOf((Instrument instrument) => instrument.Available, "Available, or not."),
        ],
        Example = """{"name": "EoR-Spec", "available": false}""",
        Answer = """{"id": 3, "name": "EoR-Spec", "available": false}""",
    };
}

/// <summary>Adds an instrument. Its number comes from the main database.</summary>
public sealed record CreateInstrument : ICreate<Instrument>
{
    /// <summary>Required, and unique.</summary>
    public string? Name { get; init; }

    /// <summary>Default: true.</summary>
    public bool Available { get; init; } = true;

    public Instrument ToRecord(NewKey key, DateTimeOffset now) => new() { Id = key.Number, Name = Name!, Available = Available };
}

internal sealed class CreateInstrumentValidator : AbstractValidator<CreateInstrument>
{
    public CreateInstrumentValidator()
    {
        RuleFor(request => request.Name).NotEmpty().WithMessage("is required: the name of the instrument.");
        RuleFor(request => request.Name).Text(200);
    }
}
