using CcatOps.Application.Reads;
using CcatOps.Application.Validation;
using CcatOps.Domain.Access;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Writes;
using FluentValidation;

namespace CcatOps.Application.Resources;

/// <summary>The parts of observing programs.</summary>
public static class SubObservingPrograms
{
    public static readonly Resource<SubObservingProgram, CreateSubObservingProgram> Resource = new()
    {
        Name = "part of an observing program",
        Title = ObservingPrograms.Resource.Title,
        About = ObservingPrograms.Resource.About,
        Route = "/api/sub_observing_programs",
        Create = Operation.CreateSubObservingProgram,
        Summary = "Adds a part to an observing program.",
        MayWrite = Permissions.WritePlans,
        Filters =
        [
            Filter.AnyOf((SubObservingProgram program) => program.ObservingProgramId, "Of these programs."),
            Filter.AnyName((SubObservingProgram program) => program.ShortName, "With these short names, in any case."),
        ],
        Example = """{"observing_program_id": 1, "name": "Galactic Ecology, Orion", "short_name": "GEco-Orion"}""",
        Answer =
            """
            {"id": 1, "observing_program_id": 1, "name": "Galactic Ecology, Orion", "short_name": "GEco-Orion", "description": null, "lead": null}
            """,
        Patch = new ResourcePatch<SubObservingProgram, ChangeSubObservingProgram>
        {
            Operation = Operation.ChangeSubObservingProgram,
            Summary = "Changes a part of an observing program.",
            Example = """{"lead": "B. Astronomer"}""",
        },
    };
}

/// <summary>Adds a part of a program. Its number comes from the main database.</summary>
public sealed record CreateSubObservingProgram : ICreate<SubObservingProgram>
{
    /// <summary>The program; required.</summary>
    public int? ObservingProgramId { get; init; }

    /// <summary>Required.</summary>
    public string? Name { get; init; }

    /// <summary>Required, and unique in its program without regard to case.</summary>
    public string? ShortName { get; init; }

    public string? Description { get; init; }

    /// <summary>The person who leads it.</summary>
    public string? Lead { get; init; }

    public SubObservingProgram ToRecord(NewKey key, DateTimeOffset now) => new()
    {
        Id = key.Number,
        ObservingProgramId = ObservingProgramId!.Value,
        Name = Name!,
        ShortName = ShortName!,
        Description = Description,
        Lead = Lead,
    };
}

internal sealed class CreateSubObservingProgramValidator : AbstractValidator<CreateSubObservingProgram>
{
    public CreateSubObservingProgramValidator()
    {
        RuleFor(request => request.ObservingProgramId).NotNull().WithMessage("is required: the id of the program, an integer.");
        RuleFor(request => request.ObservingProgramId).GreaterThan(0).WithMessage("must be a positive integer.");
        RuleFor(request => request.Name).NotEmpty().WithMessage("is required: the name of the part of a program.");
        RuleFor(request => request.Name).Text(200);
        RuleFor(request => request.ShortName).NotEmpty().WithMessage("is required: the short name of the part of a program.");
        RuleFor(request => request.ShortName).Text(50);
        RuleFor(request => request.Description).Text();
        RuleFor(request => request.Lead).Text(200);
    }
}

/// <summary>Changes a part of a program.</summary>
public sealed record ChangeSubObservingProgram : MergePatch<SubObservingProgram>
{
    public string? Name { get; init => field = Keep(value); }
    public string? Description { get; init => field = Keep(value); }
    public string? Lead { get; init => field = Keep(value); }
}

internal sealed class ChangeSubObservingProgramValidator : AbstractValidator<ChangeSubObservingProgram>
{
    public ChangeSubObservingProgramValidator()
    {
        this.NeverClears<ChangeSubObservingProgram, SubObservingProgram>(nameof(ChangeSubObservingProgram.Name));
        RuleFor(request => request.Name).Must(name => name is not "").WithMessage("must not be empty.");
        RuleFor(request => request.Name).Text(200);
        RuleFor(request => request.Description).Text();
        RuleFor(request => request.Lead).Text(200);
    }
}
