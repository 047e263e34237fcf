using CcatOps.Application.Reads;
using CcatOps.Application.Validation;
using CcatOps.Domain.Access;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Writes;
using FluentValidation;

namespace CcatOps.Application.Resources;

/// <summary>The modules of the instruments.</summary>
public static class InstrumentModules
{
    public static readonly Resource<InstrumentModule, CreateInstrumentModule> Resource = new()
    {
        Name = "instrument module",
        Title = Instruments.Resource.Title,
        About = Instruments.Resource.About,
        Route = "/instrument_modules",
        Create = Operation.CreateInstrumentModule,
        Summary = "Adds a module to an instrument.",
        MayWrite = Permissions.WritePlans,
        Filters =
        [
            Filter.AnyOf((InstrumentModule module) => module.InstrumentId, "Of these instruments."),
            Filter.AnyName((InstrumentModule module) => module.Name, "With these names, in any case."),
            Filter.AnyOf((InstrumentModule module) => module.Available, "Available, or not."),
        ],
        Example = """{"instrument_id": 2, "name": "EoRSpec", "focal_plane_slot": "i3", "available": false}""",
        Answer = """{"id": 2, "instrument_id": 2, "name": "EoRSpec", "pixels": null, "available": false, "focal_plane_slot": "i3"}""",
        Patch = new ResourcePatch<InstrumentModule, ChangeInstrumentModule>
        {
            Operation = Operation.ChangeInstrumentModule,
            Summary = "Changes a module, such as whether it can be used now.",
            Example = """{"available": true}""",
        },
    };
}

/// <summary>Adds a module to an instrument. Its number comes from the main database.</summary>
public sealed record CreateInstrumentModule : ICreate<InstrumentModule>
{
    /// <summary>The instrument; required.</summary>
    public int? InstrumentId { get; init; }

    /// <summary>Required, and unique in its instrument without regard to case.</summary>
    public string? Name { get; init; }

    public int? Pixels { get; init; }

    /// <summary>Default: true.</summary>
    public bool Available { get; init; } = true;

    /// <summary>Its position in the focal plane, such as <c>i3</c>.</summary>
    public string? FocalPlaneSlot { get; init; }

    public InstrumentModule ToRecord(NewKey key, DateTimeOffset now) => new()
    {
        Id = key.Number,
        InstrumentId = InstrumentId!.Value,
        Name = Name!,
        Pixels = Pixels,
        Available = Available,
        FocalPlaneSlot = FocalPlaneSlot,
    };
}

internal sealed class CreateInstrumentModuleValidator : AbstractValidator<CreateInstrumentModule>
{
    public CreateInstrumentModuleValidator()
    {
        RuleFor(request => request.InstrumentId).NotNull().WithMessage("is required: the id of the instrument, an integer.");
        RuleFor(request => request.InstrumentId).GreaterThan(0).WithMessage("must be a positive integer.");
        RuleFor(request => request.Name).NotEmpty().WithMessage("is required: the name of the module.");
        RuleFor(request => request.Name).Text(200);
        RuleFor(request => request.Pixels).GreaterThanOrEqualTo(0).WithMessage("must not be negative.");
        RuleFor(request => request.FocalPlaneSlot).Text(20);
    }
}

/// <summary>Changes a module.</summary>
public sealed record ChangeInstrumentModule : MergePatch<InstrumentModule>
{
    public bool? Available { get; init => field = Keep(value); }
    public int? Pixels { get; init => field = Keep(value); }
    public string? FocalPlaneSlot { get; init => field = Keep(value); }
}

internal sealed class ChangeInstrumentModuleValidator : AbstractValidator<ChangeInstrumentModule>
{
    public ChangeInstrumentModuleValidator()
    {
        this.NeverClears<ChangeInstrumentModule, InstrumentModule>(nameof(ChangeInstrumentModule.Available));
        RuleFor(request => request.Pixels).GreaterThanOrEqualTo(0).WithMessage("must not be negative.");
        RuleFor(request => request.FocalPlaneSlot).Text(20);
    }
}
