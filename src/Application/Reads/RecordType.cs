using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Access;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads;

/// <summary>What the merge must know of a kind of record.</summary>
/// <param name="Table">Where its rows are.</param>
/// <param name="Key">Its primary key as text.</param>
/// <param name="Position">Its place in lists; ends in a unique column.</param>
/// <param name="TransactionId">The newest transaction in a row of the database.</param>
/// <param name="WithSync">The record with its <c>sync</c> set.</param>
/// <param name="PlaceOf">Its place in lists, from the values of its columns and without making the record.</param>
public sealed record RecordType<TRecord, TPosition>(
    Table Table,
    Func<TRecord, string> Key,
    Func<TRecord, TPosition> Position,
    Func<TRecord, Guid?> TransactionId,
    Func<TRecord, Sync, TRecord> WithSync,
    Func<JsonObject, TPosition> PlaceOf);

public static class RecordTypes
{
    public static readonly RecordType<ExecutedObsUnit, NewestFirst> ExecutedObsUnit = new(
        Tables.ExecutedObsUnit,
        record => record.Id.ToString(),
        record => new NewestFirst(record.StartTime, record.Id),
        record => record.TransactionId,
        (record, sync) => record with { Sync = sync },
        values => new NewestFirst(TimeOf(values["start_time"]), GuidOf(values["id"])));

    public static readonly RecordType<RawDataFile, ById<Guid>> RawDataFile = new(
        Tables.RawDataFile,
        record => record.Id.ToString(),
        record => new ById<Guid>(record.Id),
        record => record.TransactionId,
        (record, sync) => record with { Sync = sync },
        values => new ById<Guid>(GuidOf(values["id"])));

    public static readonly RecordType<ObsUnit, ById<int>> ObsUnit = new(
        Tables.ObsUnit,
        record => record.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
        record => new ById<int>(record.Id),
        record => record.TransactionId,
        (record, sync) => record with { Sync = sync },
        values => new ById<int>(values["id"]!.GetValue<int>()));

    public static readonly RecordType<AuditEvent, NewestFirst> AuditEvent = new(
        Tables.AuditEvent,
        record => record.Id.ToString(),
        record => new NewestFirst(record.At, record.Id),
        record => record.TransactionId,
        (record, sync) => record with { Sync = sync },
        values => new NewestFirst(TimeOf(values["at"]), GuidOf(values["id"])));

    public static readonly RecordType<User, ById<Guid>> User = new(
        Tables.User,
        record => record.Id.ToString(),
        record => new ById<Guid>(record.Id),
        record => record.TransactionId,
        (record, sync) => record with { Sync = sync },
        values => new ById<Guid>(GuidOf(values["id"])));

    public static readonly RecordType<UserRole, ById<Guid>> UserRole = new(
        Tables.UserRole,
        record => record.Id.ToString(),
        record => new ById<Guid>(record.Id),
        record => record.TransactionId,
        (record, sync) => record with { Sync = sync },
        values => new ById<Guid>(GuidOf(values["id"])));

    public static readonly RecordType<ApiToken, NewestFirst> ApiToken = new(
        Tables.ApiToken,
        record => record.Id.ToString(),
        record => new NewestFirst(record.CreatedAt, record.Id),
        record => record.TransactionId,
        (record, sync) => record with { Sync = sync },
        values => new NewestFirst(TimeOf(values["created_at"]), GuidOf(values["id"])));

    /// <summary>An empty index for the rows of each table.</summary>
    internal static readonly ImmutableDictionary<string, IOrderedRows> NoRows = ImmutableDictionary.CreateRange<string, IOrderedRows>(
    [
        new(Tables.ExecutedObsUnit.Name, new OrderedRows<NewestFirst>(ExecutedObsUnit.PlaceOf)),
        new(Tables.RawDataFile.Name, new OrderedRows<ById<Guid>>(RawDataFile.PlaceOf)),
        new(Tables.ObsUnit.Name, new OrderedRows<ById<int>>(ObsUnit.PlaceOf)),
        new(Tables.AuditEvent.Name, new OrderedRows<NewestFirst>(AuditEvent.PlaceOf)),
        new(Tables.User.Name, new OrderedRows<ById<Guid>>(User.PlaceOf)),
        new(Tables.UserRole.Name, new OrderedRows<ById<Guid>>(UserRole.PlaceOf)),
        new(Tables.ApiToken.Name, new OrderedRows<NewestFirst>(ApiToken.PlaceOf)),
        new(Tables.ApiTokenUse.Name, new OrderedRows<ById<Guid>>(values => new ById<Guid>(GuidOf(values["id"])))),
    ]);

    private static Guid GuidOf(JsonNode? value) => Guid.Parse(value!.ToString());

    private static DateTimeOffset TimeOf(JsonNode? value) => UtcTime.TryParse(value!.ToString(), out var time)
        ? time
        : throw new FormatException($"{value} is no time.");
}

/// <summary>The place in a list that begins with the newest.</summary>
public readonly record struct NewestFirst(DateTimeOffset Time, Guid Id) : IComparable<NewestFirst>
{
    public int CompareTo(NewestFirst other) => (other.Time, other.Id).CompareTo((Time, Id));
}

/// <summary>The place in a list in the order of ids.</summary>
public readonly record struct ById<TId>(TId Id) : IComparable<ById<TId>>
    where TId : IComparable<TId>
{
    public int CompareTo(ById<TId> other) => Id.CompareTo(other.Id);
}
