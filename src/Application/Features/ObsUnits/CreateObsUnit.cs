using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CcatOps.Application.Serialization;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.ObsUnits;

/// <summary>Plans a unit of observation. Planned things have integer keys, which only the main database gives out.</summary>
public sealed record CreateObsUnit : IRequest<Written<ObsUnit>>
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
}

internal sealed class CreateObsUnitHandler(IWriteRouter router, IIntegerKeys keys) : IRequestHandler<CreateObsUnit, Written<ObsUnit>>
{
    public async Task<Written<ObsUnit>> Handle(CreateObsUnit request, CancellationToken cancellationToken)
    {
        var obsUnit = new ObsUnit
        {
            Id = await keys.NextAsync(Tables.ObsUnit, cancellationToken),
            Name = request.Name!,
            Target = request.Target,
            Ra = request.Ra,
            Dec = request.Dec,
            DurationSeconds = request.DurationSeconds,
            Configuration = request.Configuration,
        };
        var write = new Write(
            Operation.CreateObsUnit,
            request,
            [RowChanges.Insert(Tables.ObsUnit, obsUnit)],
            [Transaction.Entity(Tables.ObsUnit.Name, obsUnit.Id.ToString(CultureInfo.InvariantCulture))]);

        var receipt = await router.WriteAsync(write, cancellationToken);
        var held = RowChanges.ToRecord<ObsUnit>(receipt.Transaction.Changes[0].Values!);
        return new(held with { Sync = receipt.Sync }, receipt.Transaction.Warnings) { IsRepetition = receipt.IsRepetition };
    }
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
