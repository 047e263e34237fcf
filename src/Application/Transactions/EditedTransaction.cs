using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.Application.Resources;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Transactions;

/// <summary>New values for columns of one change of a transaction.</summary>
/// <param name="Change">Which change, counted from 0.</param>
/// <param name="Values">Column names and their new values.</param>
public sealed record ChangeEdit(int Change, JsonObject Values);

/// <summary>Puts new values into a transaction. What names a row, an entity or a claim stays: its order and its identity hang on it.</summary>
internal static class EditedTransaction
{
    /// <summary>Tables whose rows people may edit before they reach main: not those that say who may do what.</summary>
    private static readonly ImmutableArray<Table> Editable = [Tables.ExecutedObsUnit, .. Catalogue.All.Select(resource => resource.Table)];

    private static readonly JsonSerializerOptions AsClientsSpell = new(WireJson.Options)
    {
        Converters = { new IntegerConverter<int>(), new IntegerConverter<long>() },
    };

    /// <summary>The columns of a change that may be given other values.</summary>
    public static IReadOnlyList<string> EditableColumns(Transaction transaction, Change change)
    {
        var table = Tables.Named(change.Table);
        if (change.Values is not { } values || !Editable.Contains(table))
            return [];
        return
        [
            .. table.Columns.Where(column => column != table.Key
                && values.ContainsKey(column)
                && !table.References.Any(reference => reference.Column == column
                    && transaction.Entities.Contains(Transaction.Entity(reference.Table, values[column]?.ToString() ?? "")))),
        ];
    }

    /// <summary>The transaction with its new values, and what has changed.</summary>
    public static (Transaction Transaction, ImmutableArray<FieldEdit> Fields) Of(Transaction transaction, IEnumerable<ChangeEdit> edits)
    {
        var changes = transaction.Changes.ToBuilder();
        var fields = ImmutableArray.CreateBuilder<FieldEdit>();
        foreach (var (index, values) in edits)
        {
            var change = changes[index];
            var edited = change.Values!.DeepClone().AsObject();
            foreach (var (column, value) in values)
            {
                var canonical = Canonical(Tables.Named(change.Table), column, value);
                if (JsonNode.DeepEquals(edited[column], canonical))
                    continue;
                fields.Add(new FieldEdit(index, change.Table, change.Key, column, edited[column]?.DeepClone(), canonical));
                edited[column] = canonical?.DeepClone();
            }

            changes[index] = change with { Values = edited };
        }

        return (transaction with { Changes = changes.ToImmutable() }, fields.ToImmutable());
    }

    /// <summary>The value as records of the table have it.</summary>
    /// <exception cref="JsonException">The column cannot hold such a value.</exception>
    public static JsonNode? Canonical(Table table, string column, JsonNode? value)
    {
        var property = table.PropertyOf(column);
        var read = value?.Deserialize(property.PropertyType, AsClientsSpell);
        if (table == Tables.RawDataFile && property.Name == nameof(RawDataFile.Checksum))
            read = Checksum.Normalise((string?)read);
        return read is null ? null : JsonSerializer.SerializeToNode(read, property.PropertyType, WireJson.Options);
    }
}
