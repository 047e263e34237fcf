using System.Collections.Immutable;
using System.Linq.Expressions;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Records;

namespace CcatOps.Application.Reads;

public enum Comparison
{
    /// <summary>The column has one of the values.</summary>
    AnyOf,

    /// <summary>The column has one of the values, where the case of the letters A to Z does not count.</summary>
    AnyName,

    /// <summary>The column has no value, or has one.</summary>
    IsUnset,

    /// <summary>The column has the value or a greater one.</summary>
    AtLeast,

    /// <summary>The column has a smaller value.</summary>
    Below,
}

/// <summary>A field by which lists of records can be filtered. Adapters put it into SQL; the merge applies it to the overlay.</summary>
/// <param name="Name">The name of the query parameter.</param>
/// <param name="About">Describes the parameter to clients.</param>
/// <param name="Comparison">How a row is compared with the values.</param>
/// <param name="Columns">The columns that are compared; a row matches where one of them does.</param>
public abstract record FilterField<TRecord>(string Name, string About, Comparison Comparison, ImmutableArray<string> Columns)
    where TRecord : StoredRecord
{
    /// <summary>The type of the values.</summary>
    public abstract Type ValueType { get; }
}

/// <param name="Matches">Whether a record matches the values.</param>
/// <inheritdoc/>
public sealed record FilterField<TRecord, TValue>(
    string Name, string About, Comparison Comparison, ImmutableArray<string> Columns, Func<TRecord, TValue[], bool> Matches)
    : FilterField<TRecord>(Name, About, Comparison, Columns)
    where TRecord : StoredRecord
{
    public override Type ValueType => typeof(TValue);

    /// <summary>Matches where either field does.</summary>
    public FilterField<TRecord, TValue> Or(FilterField<TRecord, TValue> other) =>
        this with { Columns = Columns.AddRange(other.Columns), Matches = (record, values) => Matches(record, values) || other.Matches(record, values) };
}

/// <summary>Makes the fields by which records can be filtered, named like their columns.</summary>
public static class Filter
{
    public static FilterField<TRecord, TValue> AnyOf<TRecord, TValue>(Expression<Func<TRecord, TValue>> property, string about)
        where TRecord : StoredRecord
    {
        var get = property.Compile();
        return new(NameOf(property), about, Comparison.AnyOf, [NameOf(property)], (record, values) => Array.IndexOf(values, get(record)) >= 0);
    }

    public static FilterField<TRecord, TValue> AnyOf<TRecord, TValue>(Expression<Func<TRecord, TValue?>> property, string about)
        where TRecord : StoredRecord
        where TValue : struct
    {
        var get = property.Compile();
        return new(
            NameOf(property), about, Comparison.AnyOf, [NameOf(property)],
            (record, values) => get(record) is { } value && Array.IndexOf(values, value) >= 0);
    }

    /// <summary>The name, where the case of the letters A to Z does not count.</summary>
    public static FilterField<TRecord, string> AnyName<TRecord>(Expression<Func<TRecord, string>> property, string about)
        where TRecord : StoredRecord
    {
        var get = property.Compile();
        return new(
            NameOf(property), about, Comparison.AnyName, [NameOf(property)],
            (record, values) => AsciiCase.Lower(get(record)) is var name && values.Any(value => AsciiCase.Lower(value) == name));
    }

    /// <summary>Whether the column has no value.</summary>
    public static FilterField<TRecord, bool> IsUnset<TRecord, TValue>(string name, Expression<Func<TRecord, TValue?>> property, string about)
        where TRecord : StoredRecord
        where TValue : struct
    {
        var get = property.Compile();
        return new(name, about, Comparison.IsUnset, [NameOf(property)], (record, values) => get(record) is null == values[0]);
    }

    /// <summary>Inclusive; the parameter is named <c>min_</c> and the column.</summary>
    public static FilterField<TRecord, TValue> AtLeast<TRecord, TValue>(Expression<Func<TRecord, TValue>> property, string about)
        where TRecord : StoredRecord
        where TValue : IComparable<TValue>
    {
        var get = property.Compile();
        return new(
            $"min_{NameOf(property)}", about, Comparison.AtLeast, [NameOf(property)], (record, values) => get(record).CompareTo(values[0]) >= 0);
    }

    /// <summary>Exclusive; the parameter is named <c>max_</c> and the column.</summary>
    public static FilterField<TRecord, TValue> Below<TRecord, TValue>(Expression<Func<TRecord, TValue>> property, string about)
        where TRecord : StoredRecord
        where TValue : IComparable<TValue>
    {
        var get = property.Compile();
        return new(
            $"max_{NameOf(property)}", about, Comparison.Below, [NameOf(property)], (record, values) => get(record).CompareTo(values[0]) < 0);
    }

    private static string NameOf(LambdaExpression property) => WireJson.FieldName(((MemberExpression)property.Body).Member.Name);
}
