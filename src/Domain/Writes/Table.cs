using System.Collections.Immutable;

namespace CcatOps.Domain.Writes;

/// <summary>A table that changes may name. Nothing else ever becomes an identifier in SQL.</summary>
/// <param name="Name">Its name in the database.</param>
/// <param name="Columns">Its columns, the primary key first, without <c>transaction_id</c>, which every table has.</param>
/// <param name="Reference">The column that points at a parent row, and the parent's table; null for a root.</param>
public sealed record Table(string Name, ImmutableArray<string> Columns, TableReference? Reference = null)
{
    public string Key => Columns[0];
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
        ["id", "site_name", "at", "principal", "action", "about_transaction_id", "reason", "details"]);

    public static readonly ImmutableArray<Table> All = [ObsUnit, ExecutedObsUnit, RawDataFile, AuditEvent];

    /// <exception cref="ArgumentException">The name is none of the known tables.</exception>
    public static Table Named(string name) =>
        All.FirstOrDefault(table => table.Name == name)
        ?? throw new ArgumentException($"'{name}' is not a known table.", nameof(name));
}
