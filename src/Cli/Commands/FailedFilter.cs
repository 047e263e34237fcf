using System.CommandLine;
using CcatOps.Cli.Output;

namespace CcatOps.Cli.Commands;

/// <summary>Which failed transactions are meant, by what they are.</summary>
internal sealed class FailedFilter
{
    private readonly Option<string[]> operations = CommonOptions.Several("--operation", "Of this operation, such as start_observation.");
    private readonly Option<string[]> entities = CommonOptions.Several("--entity", "That touch this entity, such as executed_obs_unit:<id>.");
    private readonly Option<string[]> sqlStates = CommonOptions.Several("--sql-state", "Refused with this SQLSTATE, or its first two characters.");
    private readonly Option<string[]> classes = CommonOptions.Several("--error-class", "Refused with an error of this class: permanent or other.");
    private readonly Option<string?> since = CommonOptions.Moment("--since", "Failed then or later");
    private readonly Option<string?> until = CommonOptions.Moment("--until", "Failed before");

    public IReadOnlyList<Option> Options => [operations, entities, sqlStates, classes, since, until];

    public bool IsGiven(ParseResult result) => Options.Any(option => result.GetResult(option) is { Implicit: false });

    /// <summary>The filter as the service takes it.</summary>
    public JsonObject ToJson(ParseResult result)
    {
        var filter = new JsonObject();
        Add("operation", operations);
        Add("entity", entities);
        Add("sql_state", sqlStates);
        Add("error_class", classes);
        if (result.Iso(since) is { } min)
            filter["min_failed_at"] = min;
        if (result.Iso(until) is { } max)
            filter["max_failed_at"] = max;
        return filter;

        void Add(string name, Option<string[]> option)
        {
            if (result.GetValue(option) is { Length: > 0 } values)
                filter[name] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        }
    }

    /// <summary>The part of it that a list of the service can filter by.</summary>
    public string ListPath(ParseResult result) => new Query("api/transactions")
        .With("state", "failed")
        .With("operation", result.GetValue(operations))
        .With("entity", result.GetValue(entities))
        .ToString();

    /// <summary>The rest; null: there is none.</summary>
    public Func<JsonObject, bool>? Rest(ParseResult result)
    {
        var (states, kinds) = (result.GetValue(sqlStates) ?? [], result.GetValue(classes) ?? []);
        var (min, max) = (result.Iso(since), result.Iso(until));
        if (states.Length + kinds.Length == 0 && min is null && max is null)
            return null;
        var (from, to) = (JsonValue.Create(min).Time(), JsonValue.Create(max).Time());
        return transaction =>
            (states.Length == 0 || states.Any(state => IsOf(transaction.Text("error", "sql_state"), state)))
            && (kinds.Length == 0 || kinds.Contains(transaction.Text("error", "class")))
            && (from is null || transaction.Time("times", "failed") >= from)
            && (to is null || transaction.Time("times", "failed") < to);
    }

    private static bool IsOf(string? sqlState, string wanted) =>
        wanted.Length == 2 ? sqlState?.StartsWith(wanted, StringComparison.Ordinal) == true : sqlState == wanted;
}
