using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CcatOps.Application.Serialization;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Instruments;

/// <summary>Logs a configuration that a module was given.</summary>
public sealed record LogConfiguration : IRequest<Written<InstrumentConfigurationEvent>>
{
    /// <summary>The module, from the path; a field of this name in the body is unknown.</summary>
    [JsonIgnore]
    public int InstrumentModuleId { get; init; }

    /// <summary>The configuration, kept as it is; required.</summary>
    public JsonObject? Parameters { get; init; }

    /// <summary>The execution for which it was made.</summary>
    public Guid? ExecutedObsUnitId { get; init; }

    /// <summary>Default: now.</summary>
    public DateTimeOffset? LoggedAt { get; init; }

    public string? Comment { get; init; }

    /// <summary>The id of the record, when the client makes it; sent again, it names the same record.</summary>
    public Guid? Id { get; init; }
}

internal sealed class LogConfigurationHandler(IWriteRouter router, TimeProvider time)
    : IRequestHandler<LogConfiguration, Written<InstrumentConfigurationEvent>>
{
    public async Task<Written<InstrumentConfigurationEvent>> Handle(LogConfiguration request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMicroseconds();
        var logged = new InstrumentConfigurationEvent
        {
            Id = request.Id ?? Guid.CreateVersion7(now),
            InstrumentModuleId = request.InstrumentModuleId,
            ExecutedObsUnitId = request.ExecutedObsUnitId,
            LoggedAt = request.LoggedAt ?? now,
            Parameters = request.Parameters!,
            Comment = request.Comment,
        };
        var change = RowChanges.Insert(Tables.InstrumentConfigurationEvent, logged);
        var write = new Write(
            Operation.LogInstrumentConfiguration, new { request.InstrumentModuleId, Request = request }, [change], [EntityOf(logged)])
        {
            Claims = request.Id is { } id ? [Claims.Record(Tables.InstrumentConfigurationEvent, id)] : [],
        };

        var receipt = await router.WriteAsync(write, cancellationToken);
        var held = receipt.RecordOf(change, logged);
        return new(held with { Sync = receipt.Sync }, receipt.Transaction.Warnings) { IsRepetition = receipt.IsRepetition };
    }

    /// <summary>It comes after the start of its execution, which may be buffered too. Modules are made at the main site.</summary>
    private static string EntityOf(InstrumentConfigurationEvent logged) => logged.ExecutedObsUnitId is { } execution
        ? Transaction.Entity(Tables.ExecutedObsUnit.Name, execution.ToString())
        : Transaction.Entity(Tables.InstrumentConfigurationEvent.Name, logged.Id.ToString());
}

internal sealed class LogConfigurationValidator : AbstractValidator<LogConfiguration>
{
    public LogConfigurationValidator()
    {
        RuleFor(request => request.Parameters).NotNull().WithMessage("is required: the configuration, a JSON object.");
        RuleFor(request => request.Parameters).Storable();
        RuleFor(request => request.Comment).Text();
        RuleFor(request => request.Id).RecordId();
    }
}
