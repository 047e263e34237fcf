// The night of ../prism/night.mjs with the client that NSwag makes.
//
//   dotnet NSwag.dll SERVICE_URL TOKEN
using System.Net.Http.Headers;
using System.Text.Json;
using CcatOps.Client;

var client = ClientOf(args[1]);
var session = new Session();
try
{
    await NightAsync();
}
catch (Exception exception)
{
    Console.Error.WriteLine(exception);
}

Console.WriteLine($"{session.Passed} of {Session.Length}");
return session.Passed == Session.Length ? 0 : 1;

CcatOpsClient ClientOf(string token) =>
    new(new HttpClient { BaseAddress = new(args[0]), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } });

async Task NightAsync()
{
    // Is the service there, and who am I?
    await session.GrantedAsync(200, client.Get_livenessAsync());
    await session.GrantedAsync(200, client.Get_readinessAsync());
    await session.GrantedAsync(200, client.Get_healthAsync());
    var site = (await session.GrantedAsync(200, client.Get_site_infoAsync())).Result;
    session.Expect(Site_type.Secondary, site.Site_type);
    await session.GrantedAsync(200, client.Get_meAsync());
    await session.RefusedAsync(Problem_uri._problems_unauthorized, 401, ClientOf("ops_api_token_unknown").Get_meAsync());

    // The plan.
    var units = (await session.GrantedAsync(200, client.List_obs_unitsAsync(limit: 1, count: Count_kind.Exact))).Result;
    session.Expect(true, units.Count?.Value > 1);
    var cursor = System.Web.HttpUtility.ParseQueryString(units.Next!.Split('?')[1])["cursor"];
    await session.GrantedAsync(200, client.List_obs_unitsAsync(limit: 1, cursor: cursor, count: Count_kind.Exact));
    var first = await session.GrantedAsync(200, client.Get_obs_unitAsync(units.Items.First().Id));
    await session.UnchangedAsync(client.Get_obs_unitAsync(first.Result.Id, if_None_Match: EtagOf(first)));
    var unit = (await session.GrantedAsync(201, client.Create_obs_unitAsync(new()
    {
        Name = "Horsehead Nebula R",
        Ra = 85.245833,
        Dec = -2.4583,
        Duration_seconds = 60,
        Configuration = new() { ["mode"] = "otf", ["step"] = new[] { 1, 2 } },
    }))).Result;
    session.Expect("otf", ((JsonElement)unit.Configuration!["mode"]).GetString());
    session.Expect(null, unit.Target);

    // An execution of it. A start may be repeated, also under a key, but not with other content.
    var id = Guid.NewGuid();
    Start_observation StartOf(string? comment = null) => new()
    {
        Id = id,
        Obs_unit_id = unit.Id,
        Start_time = DateTimeOffset.Parse("2023-03-28T02:38:42Z"),
        Instrument_module = "MOD0",
        Conditions = new() { ["pwv_mm"] = 0.42 },
        Comment = comment,
    };
    var key = $"night-{id}";
    var started = await session.GrantedAsync(201, client.Start_observationAsync(StartOf(), key));
    session.Expect(0.42, ((JsonElement)started.Result.Conditions!["pwv_mm"]).GetDouble());
    session.Expect(null, started.Result.End_time);
    await session.GrantedAsync(201, client.Start_observationAsync(StartOf(), key));
    await session.RefusedAsync(Problem_uri._problems_idempotencyMismatch, 422, client.Start_observationAsync(StartOf("other"), key));
    await session.RefusedAsync(Problem_uri._problems_conflict, 409, client.Start_observationAsync(StartOf("other")));
    await session.GrantedAsync(200, client.Get_observationAsync(id));
    await session.RefusedAsync(Problem_uri._problems_notFound, 404, client.Get_observationAsync(Guid.NewGuid()));

    // Its files.
    Register_raw_data_file FileOf(string name, long size, string? checksum = null) =>
        new() { Executed_obs_unit_id = id, Name = name, Size_bytes = size, Checksum = checksum };
    var file = (await session.GrantedAsync(201, client.Register_raw_data_fileAsync(FileOf("obs_000017.fits", 8_589_934_592)))).Result;
    session.Expect(8_589_934_592, file.Size_bytes);
    var invalid = await session.RefusedAsync(
        Problem_uri._problems_validation, 400, client.Register_raw_data_fileAsync(FileOf("obs_000017.fits", 0, "sha256:9f86")));
    session.Expect(1, invalid.Errors?["checksum"].Count);
    var bulk = (await session.GrantedAsync(
        201, client.Register_raw_data_filesAsync([FileOf("obs_000018.fits", 0), FileOf("obs_000019.fits", 0)]))).Result;
    session.Expect(bulk.Count, bulk.Ids.Count);
    await session.GrantedAsync(200, client.Get_raw_data_fileAsync(file.Id));
    var files = (await session.GrantedAsync(
        200, client.List_raw_data_filesAsync(executed_obs_unit_id: [id], limit: 2, count: Count_kind.Estimated))).Result;
    session.Expect(2, files.Items.Count);

    // Its end.
    await session.RefusedAsync(
        Problem_uri._problems_preconditionFailed, 412,
        client.Finish_observationAsync(id, new() { Status = Final_status.Completed }, if_Match: "\"another\""));
    var finished = (await session.GrantedAsync(
        200, client.Finish_observationAsync(id, new() { Status = Final_status.Completed }, if_Match: EtagOf(started)))).Result;
    session.Expect(Execution_status.Completed, finished.Status);
    await session.RefusedAsync(Problem_uri._problems_conflict, 409, client.Finish_observationAsync(id, new() { Status = Final_status.Aborted }));
    var night = (await session.GrantedAsync(200, client.List_observationsAsync(
        obs_unit_id: [unit.Id], status: [Execution_status.Completed, Execution_status.Running],
        min_start_time: DateTimeOffset.Parse("2023-03-28T00:00:00Z"), files: Listed_files.All, limit: 20))).Result;
    session.Expect((id, 3), (night.Items.Single().Id, night.Items.Single().Raw_data_files.Count));

    // Its way to the main database.
    var applied = (await session.GrantedAsync(
        200, client.Get_transactionAsync(finished.Sync!.Transaction_id!.Value, wait: 30, until: Awaited_state.Replicated))).Result;
    session.Expect(Transaction_state.Replicated, applied.State);
    var transactions = (await session.GrantedAsync(
        200, client.List_transactionsAsync(entity: [$"executed_obs_unit:{id}"], state: [Transaction_state.Replicated], limit: 1))).Result;
    session.Expect(1, transactions.Items.Count);
    await session.GrantedAsync(200, client.Get_replicationAsync());
    await session.GrantedAsync(200, client.Get_bufferAsync());

    // The link is down for a while, and a start names a unit that is not planned.
    var paused = (await session.GrantedAsync(200, client.Pause_drainAsync(new() { Reason = "maintenance of the main database" }))).Result;
    session.Expect(Drain_state.Paused, paused.Drain.State);
    var mistyped = (await session.GrantedAsync(201, client.Start_observationAsync(new() { Obs_unit_id = int.MaxValue }))).Result;
    session.Expect(Transaction_state.Buffered, mistyped.Sync?.State);
    await session.GrantedAsync(200, client.Resume_drainAsync());

    // The main database refuses it, and a person corrects it.
    var failed = mistyped.Sync!.Transaction_id!.Value;
    var failure = (await session.GrantedAsync(200, client.Get_transactionAsync(failed, wait: 30))).Result;
    session.Expect(Failure_class.Permanent, failure.Error?.Class);
    await session.GrantedAsync(200, client.List_transactionsAsync(state: [Transaction_state.Failed, Transaction_state.Parked]));
    var rehearsal = (await session.GrantedAsync(
        200, client.Retry_transactionsAsync(new() { Filter = new() { Sql_state = ["23503"] }, Dry_run = true }))).Result;
    session.Expect(true, rehearsal.Would?.Any(each => each.Transaction_id == failed && each.Would == "fail"));
    var edited = (await session.GrantedAsync(200, client.Edit_transactionAsync(failed, new()
    {
        Changes = [new() { Change = 0, Values = new() { ["obs_unit_id"] = unit.Id } }],
        Reason = "the unit was mistyped",
    }))).Result;
    session.Expect(unit.Id, ((JsonElement)edited.Fields.Single().New).GetInt32());
    var audit = (await session.GrantedAsync(
        200, client.List_auditAsync(action: [Audit_action.Pause, Audit_action.Resume, Audit_action.Edit]))).Result;
    session.Expect(Audit_action.Edit, audit.Items.First().Action);

    // A token for a script, and who there is.
    var made = (await session.GrantedAsync(
        201, client.Create_tokenAsync(new() { Name = $"script-{id}", Scopes = ["read:observations"], Expires_in = "90d" }))).Result;
    await session.RefusedAsync(
        Problem_uri._problems_forbidden, 403, ClientOf(made.Token).Register_raw_data_fileAsync(FileOf("obs_000017.fits", 0)));
    await session.GrantedAsync(200, client.List_tokensAsync(limit: 10));
    var revoked = (await session.GrantedAsync(200, client.Revoke_tokenAsync(made.Id, reason: "tried"))).Result;
    session.Expect(false, revoked.Revoked_at is null);
    await session.GrantedAsync(200, client.List_usersAsync());
    await session.GrantedAsync(200, client.List_sessionsAsync());
}

string EtagOf<T>(Answer<T> answer) => answer.Headers["ETag"].Single();
