using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.Application.Features.Observations;
using CcatOps.Application.Resources;
using CcatOps.Application.Serialization;
using CcatOps.Application.Transactions;
using CcatOps.Application.Validation;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;
using FluentValidation;
using FluentValidation.Results;

namespace CcatOps.Application.Features.Transactions;

/// <summary>Checks new values for a failed transaction by the rules that hold for a new record.</summary>
internal sealed class EditRules(IValidator<StartObservation> execution, IValidator<RegisterRawDataFile> file)
{
    /// <summary>The faults of an edit, each with its place in the request.</summary>
    public IEnumerable<ValidationFailure> FaultsOf(Transaction transaction, ChangeEdit edit, string place)
    {
        if (edit.Change < 0 || edit.Change >= transaction.Changes.Length)
            return [new($"{place}.change", $"must be between 0 and {transaction.Changes.Length - 1}.")];

        var change = transaction.Changes[edit.Change];
        var editable = EditedTransaction.EditableColumns(transaction, change);
        var misfits = OmittedFailures.Bound(edit.Values
            .Select(value => (Column: value.Key, Fault: Misfit(change, editable, value.Key, value.Value)))
            .Where(value => value.Fault is not null)
            .Select(value => new ValidationFailure($"{place}.values.{value.Column}", value.Fault)));
        return misfits.Count > 0
            ? misfits
            : BrokenRules(change, edit.Values).Select(fault => new ValidationFailure($"{place}.values.{fault.PropertyName}", fault.ErrorMessage));
    }

    private static string? Misfit(Change change, IReadOnlyList<string> editable, string column, JsonNode? value)
    {
        if (!editable.Contains(column))
            return editable.Count == 0 ? "cannot be edited, nor can anything else of this change." : $"cannot be edited; what can: {string.Join(", ", editable)}.";
        try
        {
            EditedTransaction.Canonical(Tables.Named(change.Table), column, value);
            return null;
        }
        catch (JsonException)
        {
            return $"of {change.Table} cannot be {value!.ToJsonString(WireJson.Options)}.";
        }
    }

    private IEnumerable<ValidationFailure> BrokenRules(Change change, JsonObject values) => change switch
    {
        { Kind: ChangeKind.Insert } when change.Table == Tables.ExecutedObsUnit.Name => BrokenRules(execution, change, values),
        { Kind: ChangeKind.Insert } when change.Table == Tables.RawDataFile.Name => BrokenRules(file, change, values),
        _ => [],
    };

    /// <summary>The faults of the edited columns. Others have been refused by main, and main says so again.</summary>
    private static IEnumerable<ValidationFailure> BrokenRules<TRequest>(IValidator<TRequest> rules, Change change, JsonObject values)
    {
        var fields = typeof(TRequest).GetProperties().Select(property => WireJson.FieldName(property.Name)).ToHashSet();
        var edited = new JsonObject(values
            .Where(value => fields.Contains(value.Key))
            .Select(value => KeyValuePair.Create(value.Key, EditedTransaction.Canonical(Tables.Named(change.Table), value.Key, value.Value))));
        return rules.Validate(edited.Deserialize<TRequest>(WireJson.Options)!).Errors.Where(fault => values.ContainsKey(fault.PropertyName));
    }
}
