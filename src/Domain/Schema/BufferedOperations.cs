using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CcatOps.Domain.Writes;

namespace CcatOps.Domain.Schema;

/// <summary>
/// Lists what each buffered operation may write. It limits a person who can write into the buffer of a site: the drain refuses other changes, and reads
/// of users and tokens do not show them.
/// </summary>
public static class BufferedOperations
{
    private const string SiteName = "site_name";

    private static readonly Allowed Audit = Insert(Tables.AuditEvent);

    private static readonly FrozenDictionary<string, ImmutableArray<Allowed>> Rules = new Dictionary<string, ImmutableArray<Allowed>>
    {
        [Operation.StartObservation.Name] = [Insert(Tables.ExecutedObsUnit)],
        [Operation.FinishObservation.Name] = [Update(Tables.ExecutedObsUnit, "status", "end_time"), Insert(Tables.ExecutedObsUnitChange)],
        [Operation.ChangeObservation.Name] =
            [Update(Tables.ExecutedObsUnit, "comment", "conditions", "quality"), Insert(Tables.ExecutedObsUnitChange)],
        [Operation.RegisterRawDataFile.Name] = [Insert(Tables.RawDataFile)],
        [Operation.RegisterRawDataFiles.Name] = [Insert(Tables.RawDataFile)],
        [Operation.LogInstrumentConfiguration.Name] = [Insert(Tables.InstrumentConfigurationEvent)],
        [Operation.WriteLogMessage.Name] = [Insert(Tables.LogMessage)],
        [Operation.EditLogMessage.Name] = [Insert(Tables.LogMessage), Update(Tables.LogMessage, "invalidated_at") with { Values = HasAll }],
        [Operation.ReportCapacity.Name] = [Update(Tables.DataLocation, "free_bytes", "capacity_bytes", "observed_at")],
        [Operation.CreateRawDataPackage.Name] =
            [Insert(Tables.RawDataPackage), Update(Tables.RawDataFile, "raw_data_package_id") with { Values = HasAll }],
        [Operation.FinalizeRawDataPackage.Name] = [Update(Tables.RawDataPackage, "state", "size_bytes", "checksum")],
        [Operation.MoveRawDataPackage.Name] = [Update(Tables.RawDataPackage, "state", "retry_count")],
        [Operation.RecordAuditEvent.Name] = [Audit],
        [Operation.RecordTokenUse.Name] = [Insert(Tables.ApiTokenUse)],
        [Operation.CreateEmergencyToken.Name] = [Insert(Tables.ApiToken, IsEmergency), Audit],
        [Operation.RevokeEmergencyToken.Name] = [Update(Tables.ApiToken, "revoked_at") with { Values = HasAll }, Audit],
        [Operation.DenyToken.Name] = [Insert(Tables.TokenDenial), Audit],
    }.ToFrozenDictionary();

    /// <summary>The tables that say who may do what.</summary>
    public static bool IsSecurity(Table table) =>
        table == Tables.User || table == Tables.UserRole || table == Tables.ApiToken || table == Tables.TokenDenial;

    /// <summary>Whether a change is one that the operation makes.</summary>
    public static bool Allows(string operation, ChangeKind kind, Table table, JsonObject? values) =>
        Rules.TryGetValue(operation, out var rules)
        && rules.Any(rule => rule.Kind == kind && rule.Table == table
            && values is not null && values.All(value => rule.Columns.Contains(value.Key)) && rule.Values(values));

    /// <summary>Why a buffered transaction of a site is not applied; null: it may be.</summary>
    public static string? Misfit(Transaction transaction, string siteName)
    {
        if (transaction.SiteName != siteName)
            return $"The transaction is of the site {transaction.SiteName}, but is in the buffer of {siteName}.";
        foreach (var change in transaction.Changes)
        {
            var table = Tables.Named(change.Table);
            if (!Allows(transaction.Operation, change.Kind, table, change.Values))
                return $"The operation {transaction.Operation} does not make this change: {change.Kind} of a row of {table.Name}.";
            if (change.Kind == ChangeKind.Insert && table.Columns.Contains(SiteName) && TextOf(change.Values!, SiteName) != siteName)
                return $"The row of {table.Name} is of another site than {siteName}.";
        }

        return null;
    }

    private static bool IsEmergency(JsonObject values) =>
        TextOf(values, "kind") == "emergency" && values["user_id"] is null && values["expires_at"] is not null;

    private static bool HasAll(JsonObject values) => values.All(value => value.Value is not null);

    private static string? TextOf(JsonObject values, string column) =>
        values[column] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static Allowed Insert(Table table, Func<JsonObject, bool>? values = null) =>
        new(ChangeKind.Insert, table, table.Columns, values ?? (_ => true));

    private static Allowed Update(Table table, params ImmutableArray<string> columns) => new(ChangeKind.Update, table, columns, _ => true);

    private sealed record Allowed(ChangeKind Kind, Table Table, ImmutableArray<string> Columns, Func<JsonObject, bool> Values);
}
