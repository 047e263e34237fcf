using System.Collections.Immutable;

namespace CcatOps.Domain.Writes;

/// <summary>A table that changes may name. Nothing else ever becomes an identifier in SQL.</summary>
/// <param name="Name">Its name in the database.</param>
/// <param name="Columns">Its columns, the primary key first, without <c>transaction_id</c>, which every table has.</param>
/// <param name="Reference">The column that points at a parent row, and the parent's table; null for a root.</param>
public sealed record Table(string Name, ImmutableArray<string> Columns, TableReference? Reference = null)
{
    public string Key => Columns[0];

    /// <summary>Its name in SQL; <c>user</c> is a reserved word there.</summary>
    public string Quoted { get; } = $"\"{Name}\"";
}

public sealed record TableReference(string Column, string Table);

/// <summary>All known tables, parents before children: the order in which inserts of one batch are made.</summary>
public static class Tables
{
    public static readonly Table ObsUnit = new(
        "obs_unit",
        ["id", "name", "target", "ra", "dec", "duration_seconds", "configuration"]);

    public static readonly Table ExecutedObsUnit = new(
        "executed_obs_unit",
        ["id", "obs_unit_id", "status", "start_time", "end_time", "instrument_module", "conditions", "comment"],
        new TableReference("obs_unit_id", "obs_unit"));

    public static readonly Table RawDataFile = new(
        "raw_data_file",
        ["id", "executed_obs_unit_id", "name", "relative_path", "size_bytes", "checksum", "instrument_module"],
        new TableReference("executed_obs_unit_id", "executed_obs_unit"));

    public static readonly Table AuditEvent = new(
        "audit_event",
        ["id", "site_name", "at", "principal", "action", "about_transaction_id", "reason", "details", "remote_address"]);

    public static readonly Table User = new("user", ["id", "name", "github_id", "full_name", "created_at", "disabled_at"]);

    public static readonly Table UserRole = new("user_role", ["id", "user_id", "role"]);

    public static readonly Table ApiToken = new(
        "api_token",
        [
            "id", "kind", "user_id", "name", "note", "scopes", "token_hash", "prefix", "site_name", "created_at", "expires_at", "revoked_at",
            "previous_hash", "previous_until",
        ]);

    public static readonly Table ApiTokenUse = new("api_token_use", ["id", "api_token_id", "site_name", "used_at", "uses"]);

    public static readonly Table TokenDenial = new("token_denial", ["id", "api_token_id", "site_name", "denied_at"]);

    public static readonly ImmutableArray<Table> All =
        [ObsUnit, ExecutedObsUnit, RawDataFile, AuditEvent, User, UserRole, ApiToken, ApiTokenUse, TokenDenial];

    /// <exception cref="ArgumentException">The name is none of the known tables.</exception>
    public static Table Named(string name) =>
        All.FirstOrDefault(table => table.Name == name)
        ?? throw new ArgumentException($"'{name}' is not a known table.", nameof(name));
}
