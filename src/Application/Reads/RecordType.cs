using System.Globalization;
using System.Linq.Expressions;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Records;
using CcatOps.Domain.Schema;

namespace CcatOps.Application.Reads;

/// <summary>Reads from records of one type what the merge needs. The accessors are compiled once.</summary>
internal static class RecordType<TRecord>
    where TRecord : StoredRecord
{
    private static readonly Func<TRecord, string> Key = MakeKey();
    private static readonly Func<TRecord, ListPlace> Place = MakePlace();

    /// <summary>The table whose rows they are.</summary>
    public static Table Table { get; } = Tables.Of(typeof(TRecord));

    /// <summary>The record's primary key as text.</summary>
    public static string KeyOf(TRecord record) => Key(record);

    /// <summary>The record's place in the lists of its table.</summary>
    public static ListPlace PlaceOf(TRecord record) => Place(record);

    private static Func<TRecord, string> MakeKey()
    {
        var table = Tables.Of(typeof(TRecord));
        if (table.KeyType == ColumnType.Number)
        {
            var number = Getter<int>(table, table.Key);
            return record => number(record).ToString(CultureInfo.InvariantCulture);
        }

        var id = Getter<Guid>(table, table.Key);
        return record => id(record).ToString();
    }

    private static Func<TRecord, ListPlace> MakePlace()
    {
        var table = Tables.Of(typeof(TRecord));
        if (table.KeyType == ColumnType.Number)
        {
            var number = Getter<int>(table, table.Key);
            return record => ListPlace.ById(number(record));
        }

        var id = Getter<Guid>(table, table.Key);
        if (table.NewestBy is not { } newestBy)
            return record => ListPlace.ById(id(record));
        var time = Getter<DateTimeOffset>(table, newestBy);
        return record => ListPlace.NewestFirst(time(record), id(record));
    }

    private static Func<TRecord, T> Getter<T>(Table table, string column)
    {
        var record = Expression.Parameter(typeof(TRecord));
        return Expression.Lambda<Func<TRecord, T>>(Expression.Property(record, table.PropertyOf(column)), record).Compile();
    }
}
