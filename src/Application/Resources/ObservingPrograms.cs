using CcatOps.Application.Reads;
using CcatOps.Application.Validation;
using CcatOps.Domain.Access;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Writes;
using FluentValidation;

namespace CcatOps.Application.Resources;

/// <summary>The observing programs.</summary>
public static class ObservingPrograms
{
    public static readonly Resource<ObservingProgram, CreateObservingProgram> Resource = new()
    {
        Name = "observing program",
        Title = "Observing programs",
        About = "Programs of observations, such as surveys, and their parts.",
        Route = "/observing_program",
        Create = Operation.CreateObservingProgram,
        Summary = "Adds an observing program.",
        MayWrite = Permissions.WritePlans,
        Filters =
        [
            Filter.AnyName((ObservingProgram program) => program.ShortName, "With these short names, in any case."),
        ],
        Example = """{"name": "Deep Sky Survey", "short_name": "DSS", "lead": "A. Astronomer"}""",
        Answer =
            """
            {"id": 2, "name": "Deep Sky Survey", "short_name": "DSS", "description": null, "lead": "A. Astronomer"}
            """,
        Patch = new ResourcePatch<ObservingProgram, ChangeObservingProgram>
        {
            Operation = Operation.ChangeObservingProgram,
            Summary = "Changes an observing program.",
            Example = """{"lead": "B. Astronomer"}""",
            AlsoPut = true,
        },
    };
}

/// <summary>Adds a program. Its number comes from the main database.</summary>
public sealed record CreateObservingProgram : ICreate<ObservingProgram>
{
    /// <summary>Required.</summary>
    public string? Name { get; init; }

    /// <summary>Required, and unique without regard to case.</summary>
    public string? ShortName { get; init; }

    public string? Description { get; init; }

    /// <summary>The person who leads it.</summary>
    public string? Lead { get; init; }

    public ObservingProgram ToRecord(NewKey key, DateTimeOffset now) => new()
    {
        Id = key.Number,
        Name = Name!,
        ShortName = ShortName!,
        Description = Description,
        Lead = Lead,
    };
}

internal sealed class CreateObservingProgramValidator : AbstractValidator<CreateObservingProgram>
{
    public CreateObservingProgramValidator()
    {
        RuleFor(request => request.Name).NotEmpty().WithMessage("is required: the name of the program.");
        RuleFor(request => request.Name).Text(200);
        RuleFor(request => request.ShortName).NotEmpty().WithMessage("is required: the short name of the program.");
        RuleFor(request => request.ShortName).Text(50);
        RuleFor(request => request.Description).Text();
        RuleFor(request => request.Lead).Text(200);
    }
}

/// <summary>Changes a program.</summary>
public sealed record ChangeObservingProgram : MergePatch<ObservingProgram>
{
    public string? Name { get; init => field = Keep(value); }
    public string? Description { get; init => field = Keep(value); }
    public string? Lead { get; init => field = Keep(value); }
}

internal sealed class ChangeObservingProgramValidator : AbstractValidator<ChangeObservingProgram>
{
    public ChangeObservingProgramValidator()
    {
        this.NeverClears<ChangeObservingProgram, ObservingProgram>(nameof(ChangeObservingProgram.Name));
        RuleFor(request => request.Name).Must(name => name is not "").WithMessage("must not be empty.");
        RuleFor(request => request.Name).Text(200);
        RuleFor(request => request.Description).Text();
        RuleFor(request => request.Lead).Text(200);
    }
}
