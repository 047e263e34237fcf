using System.Text.Json.Nodes;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;

namespace CcatOps.Domain.UnitTests.Writes;

internal sealed class BufferedOperationsTests
{
    private const string Site = "observatory";

    [TestCase("start_observation", ChangeKind.Insert, "executed_obs_unit", """{"id":"1","comment":"x"}""")]
    [TestCase("finish_observation", ChangeKind.Update, "executed_obs_unit", """{"status":"completed","end_time":null}""")]
    [TestCase("register_raw_data_files", ChangeKind.Insert, "raw_data_file", """{"id":"1"}""")]
    [TestCase("log_instrument_configuration", ChangeKind.Insert, "instrument_configuration_event", """{"id":"1"}""")]
    [TestCase("write_log_message", ChangeKind.Insert, "log_message", """{"id":"1","site_name":"observatory"}""")]
    [TestCase("edit_log_message", ChangeKind.Insert, "log_message", """{"id":"1","site_name":"observatory"}""")]
    [TestCase("edit_log_message", ChangeKind.Update, "log_message", """{"invalidated_at":"2026-11-29T02:00:00Z"}""")]
    [TestCase("finish_observation", ChangeKind.Insert, "executed_obs_unit_change", """{"id":"1","site_name":"observatory"}""")]
    [TestCase("change_observation", ChangeKind.Update, "executed_obs_unit", """{"quality":"bad","comment":null}""")]
    [TestCase("change_observation", ChangeKind.Insert, "executed_obs_unit_change", """{"id":"1","site_name":"observatory"}""")]
    [TestCase("report_capacity", ChangeKind.Update, "data_location", """{"free_bytes":1,"capacity_bytes":2,"observed_at":"x"}""")]
    [TestCase("create_raw_data_package", ChangeKind.Insert, "raw_data_package", """{"id":"1"}""")]
    [TestCase("create_raw_data_package", ChangeKind.Update, "raw_data_file", """{"raw_data_package_id":"1"}""")]
    [TestCase("finalize_raw_data_package", ChangeKind.Update, "raw_data_package", """{"state":"waiting","size_bytes":1,"checksum":null}""")]
    [TestCase("move_raw_data_package", ChangeKind.Update, "raw_data_package", """{"state":"failed","retry_count":0}""")]
    [TestCase("record_audit_event", ChangeKind.Insert, "audit_event", """{"id":"1","site_name":"observatory"}""")]
    [TestCase("record_token_use", ChangeKind.Insert, "api_token_use", """{"id":"1","site_name":"observatory"}""")]
    [TestCase("deny_token", ChangeKind.Insert, "token_denial", """{"id":"1","site_name":"observatory"}""")]
    [TestCase("create_emergency_token", ChangeKind.Insert, "api_token", """{"kind":"emergency","user_id":null,"expires_at":"x","site_name":"observatory"}""")]
    [TestCase("revoke_emergency_token", ChangeKind.Update, "api_token", """{"revoked_at":"2026-11-29T02:00:00Z"}""")]
    [TestCase("revoke_emergency_token", ChangeKind.Insert, "audit_event", """{"id":"1","site_name":"observatory"}""")]
    public void What_an_operation_makes_is_applied(string operation, ChangeKind kind, string table, string values) =>
        Assert.That(Misfit(operation, kind, table, values), Is.Null);

    [TestCase("start_observation", ChangeKind.Insert, "api_token", """{"kind":"emergency","user_id":null,"expires_at":"x","site_name":"observatory"}""")]
    [TestCase("start_observation", ChangeKind.Insert, "user_role", """{"id":"1","role":"admin"}""")]
    [TestCase("start_observation", ChangeKind.Update, "executed_obs_unit", """{"status":"completed"}""")]
    [TestCase("start_observation", ChangeKind.Insert, "executed_obs_unit", """{"id":"1","owner":"x"}""")]
    [TestCase("finish_observation", ChangeKind.Update, "executed_obs_unit", """{"obs_unit_id":7}""")]
    [TestCase("finish_observation", ChangeKind.Update, "audit_event", """{"principal":"somebody"}""")]
    [TestCase("create_emergency_token", ChangeKind.Insert, "api_token", """{"kind":"ordinary","user_id":"1","expires_at":"x","site_name":"observatory"}""")]
    [TestCase("create_emergency_token", ChangeKind.Insert, "api_token", """{"kind":"emergency","expires_at":null,"site_name":"observatory"}""")]
    [TestCase("create_emergency_token", ChangeKind.Insert, "api_token", """{"kind":"emergency","expires_at":"x","site_name":"elsewhere"}""")]
    [TestCase("revoke_emergency_token", ChangeKind.Update, "api_token", """{"revoked_at":null}""")]
    [TestCase("revoke_emergency_token", ChangeKind.Update, "api_token", """{"revoked_at":"x","scopes":"*:*"}""")]
    [TestCase("write_log_message", ChangeKind.Insert, "log_message", """{"id":"1","site_name":"elsewhere"}""")]
    [TestCase("write_log_message", ChangeKind.Update, "log_message", """{"invalidated_at":"2026-11-29T02:00:00Z"}""")]
    [TestCase("edit_log_message", ChangeKind.Update, "log_message", """{"invalidated_at":null}""")]
    [TestCase("edit_log_message", ChangeKind.Update, "log_message", """{"text":"x"}""")]
    [TestCase("change_observation", ChangeKind.Update, "executed_obs_unit", """{"status":"completed"}""")]
    [TestCase("change_observation", ChangeKind.Insert, "executed_obs_unit_change", """{"id":"1","site_name":"elsewhere"}""")]
    [TestCase("report_capacity", ChangeKind.Update, "data_location", """{"active":false}""")]
    [TestCase("create_raw_data_package", ChangeKind.Update, "raw_data_file", """{"raw_data_package_id":null}""")]
    [TestCase("create_raw_data_package", ChangeKind.Update, "raw_data_file", """{"checksum":"x"}""")]
    [TestCase("move_raw_data_package", ChangeKind.Update, "raw_data_package", """{"checksum":"x"}""")]
    [TestCase("record_audit_event", ChangeKind.Insert, "audit_event", """{"id":"1","site_name":"elsewhere"}""")]
    [TestCase("record_audit_event", ChangeKind.Delete, "audit_event", null)]
    [TestCase("create_token", ChangeKind.Insert, "api_token", """{"kind":"ordinary","user_id":"1"}""")]
    [TestCase("sign_in", ChangeKind.Insert, "user", """{"id":"1"}""")]
    [TestCase("change_user", ChangeKind.Insert, "user_role", """{"id":"1"}""")]
    [TestCase("something_else", ChangeKind.Insert, "raw_data_file", """{"id":"1"}""")]
    public void What_it_does_not_make_is_refused(string operation, ChangeKind kind, string table, string? values) =>
        Assert.That(Misfit(operation, kind, table, values), Is.Not.Null);

    [Test]
    public void A_transaction_of_another_site_is_refused() =>
        Assert.That(BufferedOperations.Misfit(New("start_observation") with { SiteName = "elsewhere" }, Site), Does.Contain("elsewhere"));

    [Test]
    public void Only_critical_operations_go_through_a_buffer()
    {
        var direct = typeof(Operation).GetFields().Select(field => field.GetValue(null)).OfType<Operation>()
            .Where(operation => operation.Type == OperationType.NonCritical);

        foreach (var operation in direct)
        {
            foreach (var table in Tables.All)
                Assert.That(BufferedOperations.Allows(operation.Name, ChangeKind.Insert, table, []), Is.False, $"{operation.Name} {table.Name}");
        }
    }

    private static string? Misfit(string operation, ChangeKind kind, string table, string? values) => BufferedOperations.Misfit(
        New(operation, new Change(kind, table, "1", values is null ? null : JsonNode.Parse(values)!.AsObject())), Site);

    private static Transaction New(string operation, params Change[] changes) => new()
    {
        Id = Guid.CreateVersion7(),
        SiteName = Site,
        Operation = operation,
        Principal = "telescope",
        Entities = [],
        Changes = [.. changes],
        AcceptedAt = DateTimeOffset.UnixEpoch,
        RequestHash = "00",
    };
}
