using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using CcatOps.Domain.Access;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Records;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Storage;

namespace CcatOps.Domain.Schema;

/// <summary>A table that changes may name. Nothing else ever becomes an identifier in SQL.</summary>
public sealed class Table
{
    private readonly FrozenDictionary<string, PropertyInfo> properties;

    /// <param name="name">Its name in the database.</param>
    /// <param name="record">The record of a row. Its properties are the columns, the primary key first.</param>
    /// <param name="reference">The column that refers to a parent row, and the parent's table; null for a root.</param>
    /// <param name="newestBy">The column of the time by which lists begin with the newest row; null: lists are in the order of the primary key.</param>
    /// <param name="others">Further columns that refer to rows, whose order the row need not keep.</param>
    public Table(string name, Type record, TableReference? reference = null, string? newestBy = null, params ImmutableArray<TableReference> others)
    {
        Name = name;
        Record = record;
        Reference = reference;
        References = reference is null ? others : [reference, .. others];
        NewestBy = newestBy;
        Quoted = $"\"{name}\"";
        var stored = record.GetProperties().Where(IsColumn).OrderBy(property => property.MetadataToken).ToArray();
        Columns = [.. stored.Select(ColumnOf)];
        properties = stored.ToFrozenDictionary(ColumnOf);
        KeyType = TypeOf(Key);
    }

    public string Name { get; }

    /// <summary>Its name for several rows, such as <c>observatories</c>.</summary>
    public string Plural => Name.EndsWith('y') ? $"{Name[..^1]}ies" : $"{Name}s";

    public Type Record { get; }

    public TableReference? Reference { get; }

    /// <summary><see cref="Reference"/> and all other columns that refer to rows.</summary>
    public ImmutableArray<TableReference> References { get; }

    public string? NewestBy { get; }

    /// <summary>Its columns without <c>transaction_id</c>, which every table of records has.</summary>
    public ImmutableArray<string> Columns { get; }

    public string Key => Columns[0];

    /// <summary>A UUID, or a number where the main database gives out the keys.</summary>
    public ColumnType KeyType { get; }

    /// <summary>Its name in SQL; <c>user</c> is a reserved word there.</summary>
    public string Quoted { get; }

    /// <exception cref="KeyNotFoundException">The table has no such column.</exception>
    public ColumnType TypeOf(string column) => ColumnTypes.Of(PropertyOf(column).PropertyType);

    /// <summary>The property of <see cref="Record"/> that holds a column.</summary>
    /// <exception cref="KeyNotFoundException">The table has no such column.</exception>
    public PropertyInfo PropertyOf(string column) => properties[column];

    public override string ToString() => Name;

    private static bool IsColumn(PropertyInfo property) =>
        property.CanWrite
        && property.PropertyType != typeof(Sync)
        && !property.IsDefined(typeof(JsonIgnoreAttribute))
        && !property.IsDefined(typeof(NotStoredAttribute));

    private static string ColumnOf(PropertyInfo property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
}

public sealed record TableReference(string Column, string Table);

/// <summary>All known tables, parents before children: the order in which inserts of one batch are made.</summary>
public static class Tables
{
    public static readonly Table Observatory = new("observatory", typeof(Observatory));

    public static readonly Table Telescope = new("telescope", typeof(Telescope), new TableReference("observatory_id", "observatory"));

    public static readonly Table Instrument = new("instrument", typeof(Instrument), others: [new("telescope_id", "telescope")]);

    public static readonly Table InstrumentModule = new(
        "instrument_module", typeof(InstrumentModule), new TableReference("instrument_id", "instrument"));

    public static readonly Table ObservingProgram = new("observing_program", typeof(ObservingProgram));

    public static readonly Table SubObservingProgram = new(
        "sub_observing_program", typeof(SubObservingProgram), new TableReference("observing_program_id", "observing_program"));

    public static readonly Table ObsUnit = new("obs_unit", typeof(ObsUnit));

    public static readonly Table ExecutedObsUnit = new(
        "executed_obs_unit", typeof(ExecutedObsUnit), new TableReference("obs_unit_id", "obs_unit"), newestBy: "start_time");

    public static readonly Table ExecutedObsUnitChange = new(
        "executed_obs_unit_change", typeof(ExecutedObsUnitChange), new TableReference("executed_obs_unit_id", "executed_obs_unit"),
        newestBy: "changed_at");

    public static readonly Table InstrumentConfigurationEvent = new(
        "instrument_configuration_event", typeof(InstrumentConfigurationEvent), new TableReference("instrument_module_id", "instrument_module"),
        newestBy: "logged_at", others: [new("executed_obs_unit_id", "executed_obs_unit")]);

    public static readonly Table LogMessage = new(
        "log_message", typeof(LogMessage), new TableReference("executed_obs_unit_id", "executed_obs_unit"), newestBy: "begin_time",
        others: [new("parent_id", "log_message")]);

    public static readonly Table RawDataPackage = new(
        "raw_data_package", typeof(RawDataPackage), new TableReference("executed_obs_unit_id", "executed_obs_unit"),
        others: [new("instrument_module_id", "instrument_module")]);

    public static readonly Table RawDataFile = new(
        "raw_data_file", typeof(RawDataFile), new TableReference("executed_obs_unit_id", "executed_obs_unit"),
        others: [new("raw_data_package_id", "raw_data_package")]);

    public static readonly Table Site = new("site", typeof(DataSite));

    public static readonly Table DataLocation = new("data_location", typeof(DataLocation), new TableReference("site_id", "site"));

    public static readonly Table AuditEvent = new("audit_event", typeof(AuditEvent), newestBy: "at");

    public static readonly Table User = new("user", typeof(User));

    public static readonly Table UserRole = new("user_role", typeof(UserRole));

    public static readonly Table ApiToken = new("api_token", typeof(ApiToken), newestBy: "created_at");

    public static readonly Table ApiTokenUse = new("api_token_use", typeof(TokenUse));

    public static readonly Table TokenDenial = new("token_denial", typeof(TokenDenial));

    public static readonly ImmutableArray<Table> All =
    [
        Observatory, Telescope, Instrument, InstrumentModule, ObservingProgram, SubObservingProgram, ObsUnit, ExecutedObsUnit,
        ExecutedObsUnitChange, InstrumentConfigurationEvent, LogMessage, RawDataPackage, RawDataFile, Site, DataLocation, AuditEvent, User,
        UserRole, ApiToken, ApiTokenUse, TokenDenial,
    ];

    /// <exception cref="ArgumentException">The name is none of the known tables.</exception>
    public static Table Named(string name) =>
        All.FirstOrDefault(table => table.Name == name)
        ?? throw new ArgumentException($"'{name}' is not a known table.", nameof(name));

    /// <summary>The table whose rows are such records.</summary>
    /// <exception cref="ArgumentException">None is.</exception>
    public static Table Of(Type record) =>
        All.FirstOrDefault(table => table.Record == record)
        ?? throw new ArgumentException($"No table has rows of the type {record.Name}.", nameof(record));
}
