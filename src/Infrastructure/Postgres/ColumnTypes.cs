using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>
/// The types of the columns that are not text, as the migrations declare them. Values travel as text, which is shorter than JSON with a
/// name for each, and PostgreSQL reads them as these.
/// </summary>
internal static class ColumnTypes
{
    private static readonly Dictionary<string, string> Types = new()
    {
        ["obs_unit.id"] = "integer",
        ["obs_unit.ra"] = "double precision",
        ["obs_unit.dec"] = "double precision",
        ["obs_unit.duration_seconds"] = "double precision",
        ["obs_unit.configuration"] = "jsonb",
        ["executed_obs_unit.id"] = "uuid",
        ["executed_obs_unit.obs_unit_id"] = "integer",
        ["executed_obs_unit.start_time"] = "timestamp with time zone",
        ["executed_obs_unit.end_time"] = "timestamp with time zone",
        ["executed_obs_unit.conditions"] = "jsonb",
        ["raw_data_file.id"] = "uuid",
        ["raw_data_file.executed_obs_unit_id"] = "uuid",
        ["raw_data_file.size_bytes"] = "bigint",
        ["audit_event.id"] = "uuid",
        ["audit_event.at"] = "timestamp with time zone",
        ["audit_event.about_transaction_id"] = "uuid",
        ["audit_event.details"] = "jsonb",
        ["user.id"] = "uuid",
        ["user.github_id"] = "bigint",
        ["user.created_at"] = "timestamp with time zone",
        ["user.disabled_at"] = "timestamp with time zone",
        ["user_role.id"] = "uuid",
        ["user_role.user_id"] = "uuid",
        ["api_token.id"] = "uuid",
        ["api_token.user_id"] = "uuid",
        ["api_token.created_at"] = "timestamp with time zone",
        ["api_token.expires_at"] = "timestamp with time zone",
        ["api_token.revoked_at"] = "timestamp with time zone",
        ["api_token.previous_until"] = "timestamp with time zone",
        ["token_denial.id"] = "uuid",
        ["token_denial.api_token_id"] = "uuid",
        ["token_denial.denied_at"] = "timestamp with time zone",
        ["api_token_use.id"] = "uuid",
        ["api_token_use.api_token_id"] = "uuid",
        ["api_token_use.used_at"] = "timestamp with time zone",
        ["api_token_use.uses"] = "bigint",
    };

    public static string Of(Table table, string column) => Types.GetValueOrDefault($"{table.Name}.{column}", "text");
}
