using System.Collections.Immutable;
using System.Text.Json;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Access;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads;

/// <summary>Describes a kind of record for the merge.</summary>
/// <param name="Table">The table of its rows.</param>
/// <param name="Key">Its primary key as text.</param>
/// <param name="Position">Its place in lists; ends in a unique column.</param>
/// <param name="TransactionId">The newest transaction in a row of the database.</param>
/// <param name="WithSync">The record with its <c>sync</c> set.</param>
/// <param name="PlaceOf">Its place in lists, from its columns in the overlay and without making the record.</param>
public sealed record RecordType<TRecord, TPosition>(
    Table Table,
    Func<TRecord, string> Key,
    Func<TRecord, TPosition> Position,
    Func<TRecord, Guid?> TransactionId,
    Func<TRecord, Sync, TRecord> WithSync,
    Func<OverlayRow, TPosition> PlaceOf);

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
        values => new ById<int>(IntegerOf(values["id"])));

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

    /// <summary>Functions that return the place of a row that is known entirely in the lists of its table.</summary>
    private static readonly ImmutableDictionary<string, Func<OverlayRow, ListPlace>> Places =
        ImmutableDictionary.CreateRange<string, Func<OverlayRow, ListPlace>>(
        [
            new(Tables.ExecutedObsUnit.Name, row => ExecutedObsUnit.PlaceOf(row).ToPlace()),
            new(Tables.RawDataFile.Name, row => RawDataFile.PlaceOf(row).ToPlace()),
            new(Tables.ObsUnit.Name, row => ObsUnit.PlaceOf(row).ToPlace()),
            new(Tables.AuditEvent.Name, row => AuditEvent.PlaceOf(row).ToPlace()),
            new(Tables.User.Name, row => User.PlaceOf(row).ToPlace()),
            new(Tables.UserRole.Name, row => UserRole.PlaceOf(row).ToPlace()),
            new(Tables.ApiToken.Name, row => ApiToken.PlaceOf(row).ToPlace()),
            new(Tables.TokenDenial.Name, row => new ById<Guid>(GuidOf(row["id"])).ToPlace()),
            new(Tables.ApiTokenUse.Name, row => new ById<Guid>(GuidOf(row["id"])).ToPlace()),
        ]);

    internal static ListPlace PlaceOf(Table table, OverlayRow row) => Places[table.Name](row);

    private static int IntegerOf(ReadOnlySpan<byte> value) => Begin(value).GetInt32();

    private static Guid GuidOf(ReadOnlySpan<byte> value) => Begin(value).GetGuid();

    private static DateTimeOffset TimeOf(ReadOnlySpan<byte> value)
    {
        var reader = Begin(value);
        return UtcTime.Read(ref reader);
    }

    private static Utf8JsonReader Begin(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        reader.Read();
        return reader;
    }
}

/// <summary>The place in a list that begins with the newest.</summary>
public readonly record struct NewestFirst(DateTimeOffset Time, Guid Id) : IComparable<NewestFirst>, IListPosition
{
    public int CompareTo(NewestFirst other) => (other.Time, other.Id).CompareTo((Time, Id));

    public ListPlace ToPlace() => new(ulong.MaxValue - (ulong)Time.UtcTicks, ~ListPlace.Bits(Id));
}

/// <summary>The place in a list in the order of ids.</summary>
public readonly record struct ById<TId>(TId Id) : IComparable<ById<TId>>, IListPosition
    where TId : IComparable<TId>
{
    public int CompareTo(ById<TId> other) => Id.CompareTo(other.Id);

    public ListPlace ToPlace() => Id switch
    {
        Guid id => new(0, ListPlace.Bits(id)),
        int id => new(0, (uint)id ^ (1u << 31)),
        _ => throw new NotSupportedException($"A {typeof(TId).Name} has no place in a list."),
    };
}
