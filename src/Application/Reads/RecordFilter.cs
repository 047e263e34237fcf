using System.Collections.Immutable;
using System.Globalization;
using CcatOps.Domain.Records;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads;

/// <summary>Says which records a list holds: those that match every condition.</summary>
public sealed record RecordFilter<TRecord>
    where TRecord : StoredRecord
{
    public ImmutableArray<FilterCondition<TRecord>> Conditions { get; private init; } = [];

    /// <summary>The states of <c>sync</c> that are wanted; empty: any.</summary>
    public IReadOnlyCollection<TransactionState> SyncStates { get; init; } = [];

    /// <summary>Adds a condition; without values it adds none.</summary>
    public RecordFilter<TRecord> Where<TValue>(FilterField<TRecord, TValue> field, params IEnumerable<TValue> values) =>
        values.ToArray() is { Length: > 0 } some
            ? this with { Conditions = Conditions.Add(new FilterCondition<TRecord, TValue>(field, some)) }
            : this;

    /// <summary>Whether the record's own values match.</summary>
    public bool Matches(TRecord record)
    {
        foreach (var condition in Conditions)
        {
            if (!condition.Matches(record))
                return false;
        }

        return true;
    }

    /// <summary>The parents whose rows are wanted, as text; null: any.</summary>
    internal IEnumerable<string>? Parents =>
        RecordType<TRecord>.Table.Reference is { } reference
        && Conditions.FirstOrDefault(condition => condition.Field is { Comparison: Comparison.AnyOf, Columns: [var column] } && column == reference.Column)
            is { } ofParents
            ? ofParents.Values.Cast<IFormattable>().Select(id => id.ToString(null, CultureInfo.InvariantCulture))
            : null;
}

/// <param name="Field">The field.</param>
/// <param name="Values">An array of the field's type; for a bound it has one value.</param>
public abstract record FilterCondition<TRecord>(FilterField<TRecord> Field, Array Values)
    where TRecord : StoredRecord
{
    public abstract bool Matches(TRecord record);
}

internal sealed record FilterCondition<TRecord, TValue>(FilterField<TRecord, TValue> Of, TValue[] Wanted) : FilterCondition<TRecord>(Of, Wanted)
    where TRecord : StoredRecord
{
    public override bool Matches(TRecord record) => Of.Matches(record, Wanted);
}
