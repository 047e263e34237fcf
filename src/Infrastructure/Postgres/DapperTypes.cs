using System.Data;
using System.Text.Json.Nodes;
using Dapper;
using NpgsqlTypes;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>How columns become members: timestamptz as UTC, jsonb as a JSON object, snake_case names.</summary>
internal static class DapperTypes
{
    public static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new UtcHandler());
        SqlMapper.AddTypeHandler(new JsonObjectHandler());
    }

    private sealed class UtcHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => new(DateTime.SpecifyKind((DateTime)value, DateTimeKind.Utc));

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.UtcDateTime;
    }

    private sealed class JsonObjectHandler : SqlMapper.TypeHandler<JsonObject>
    {
        public override JsonObject? Parse(object value) => JsonNode.Parse((string)value)?.AsObject();

        public override void SetValue(IDbDataParameter parameter, JsonObject? value)
        {
            parameter.Value = value?.ToJsonString() ?? (object)DBNull.Value;
            ((Npgsql.NpgsqlParameter)parameter).NpgsqlDbType = NpgsqlDbType.Jsonb;
        }
    }
}
