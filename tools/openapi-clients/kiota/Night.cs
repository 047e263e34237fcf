// The night of ../prism/night.mjs with the client that Kiota makes.
//
//   dotnet Kiota.dll SERVICE_URL TOKEN
using System.Net.Http.Headers;
using CcatOps.Client;
using CcatOps.Client.Models;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Abstractions.Serialization;
using Microsoft.Kiota.Http.HttpClientLibrary;
using Microsoft.Kiota.Http.HttpClientLibrary.Middleware.Options;

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

// The providers of Kiota that add a credential refuse http, also on the loopback interface.
CcatOpsClient ClientOf(string token)
{
    var http = KiotaClientFactory.Create();
    http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    return new(new HttpClientRequestAdapter(new AnonymousAuthenticationProvider(), httpClient: http) { BaseUrl = args[0] });
}

async Task NightAsync()
{
    // Is the service there, and who am I?
    await session.GrantedAsync(client.Health.Live.GetAsync());
    await session.GrantedAsync(client.Health.Ready.GetAsync());
    await session.GrantedAsync(client.Health.GetAsync());
    var site = await session.GrantedAsync(client.Api.Site.Info.GetAsync());
    session.Expect(Site_type.Secondary, site.SiteType);
    await session.GrantedAsync(client.Auth.Me.GetAsync());
    await session.RefusedAsync(Problem_uri.ProblemsUnauthorized, 401, ClientOf("ops_api_token_unknown").Auth.Me.GetAsync());

    // The plan.
    var units = await session.GrantedAsync(client.Obs_unit.GetAsync(request =>
    {
        request.QueryParameters.Limit = 1;
        request.QueryParameters.Count = Count_kind.Exact;
    }));
    session.Expect(true, units.Count?.Value > 1);
    await session.GrantedAsync(client.Obs_unit.WithUrl(args[0] + units.Next).GetAsync());
    var first = client.Obs_unit[units.Items![0].Id!.Value];
    var ofFirst = new HeadersInspectionHandlerOption { InspectResponseHeaders = true };
    await session.GrantedAsync(first.GetAsync(request => request.Options.Add(ofFirst)));
    await session.UnchangedAsync(first.GetAsync(request => request.Headers.Add("If-None-Match", ofFirst.ResponseHeaders["ETag"])));
    var unit = await session.GrantedAsync(client.Obs_unit.PostAsync(new()
    {
        Name = "Horsehead Nebula R",
        Ra = new() { String = "05:40:59" },
        Dec = new() { Double = -2.4583 },
        DurationSeconds = 60,
        Configuration = new()
        {
            AdditionalData = { ["mode"] = "otf", ["step"] = new UntypedArray([new UntypedInteger(1), new UntypedInteger(2)]) },
        },
    }));
    session.Expect("otf", unit.Configuration?.AdditionalData["mode"]);
    session.Expect(null, unit.Target);

    // An execution of it. A start may be repeated, also under a key, but not with other content.
    var id = Guid.NewGuid();
    var executions = client.Executed_obs_units;
    Start_observation StartOf(string? comment = null) => new()
    {
        Id = id,
        ObsUnitId = unit.Id,
        StartTime = DateTimeOffset.Parse("2023-03-28T02:38:42Z"),
        InstrumentModule = "MOD0",
        Conditions = new() { AdditionalData = { ["pwv_mm"] = 0.42 } },
        Comment = comment,
    };
    var ofStart = new HeadersInspectionHandlerOption { InspectResponseHeaders = true };
    Task<Executed_obs_unit?> StartAsync(string? comment = null) => executions.Start.PostAsync(StartOf(comment), request =>
    {
        request.Headers.Add("Idempotency-Key", $"night-{id}");
        request.Options.Add(ofStart);
    });
    var started = await session.GrantedAsync(StartAsync());
    var etag = ofStart.ResponseHeaders["ETag"].Single();
    session.Expect(0.42m, started.Conditions?.AdditionalData["pwv_mm"]);
    session.Expect(null, started.EndTime);
    await session.GrantedAsync(StartAsync());
    await session.RefusedAsync(Problem_uri.ProblemsIdempotencyMismatch, 422, StartAsync("other"));
    await session.RefusedAsync(Problem_uri.ProblemsConflict, 409, executions.Start.PostAsync(StartOf("other")));
    await session.GrantedAsync(executions[id].GetAsync());
    await session.RefusedAsync(Problem_uri.ProblemsNotFound, 404, executions[Guid.NewGuid()].GetAsync());

    // Its files.
    Register_raw_data_file FileOf(string name, long size, string? checksum = null) =>
        new() { ExecutedObsUnitId = id, Name = name, SizeBytes = size, Checksum = checksum };
    var file = await session.GrantedAsync(client.Raw_data_files.PostAsync(FileOf("obs_000017.fits", 8_589_934_592)));
    session.Expect(8_589_934_592, file.SizeBytes);
    var invalid = await session.RefusedAsync(
        Problem_uri.ProblemsValidation, 400, client.Raw_data_files.PostAsync(FileOf("obs_000017.fits", 0, "sha256:9f86")));
    session.Expect(true, invalid.Errors?.AdditionalData.ContainsKey("checksum"));
    var bulk = await session.GrantedAsync(client.Raw_data_files.Bulk.PostAsync([FileOf("obs_000018.fits", 0), FileOf("obs_000019.fits", 0)]));
    session.Expect(bulk.Count, bulk.Ids?.Count);
    await session.GrantedAsync(client.Raw_data_files[file.Id!.Value].GetAsync());
    var files = await session.GrantedAsync(client.Raw_data_files.GetAsync(request =>
    {
        request.QueryParameters.ExecutedObsUnitId = [id];
        request.QueryParameters.Limit = 2;
        request.QueryParameters.Count = Count_kind.Estimated;
    }));
    session.Expect(2, files.Items?.Count);

    // Its end.
    Task<Executed_obs_unit?> FinishAsync(Final_status status, string? ifMatch = null) => executions[id].Finish.PutAsync(new() { Status = status }, request =>
    {
        if (ifMatch is not null)
            request.Headers.Add("If-Match", ifMatch);
    });
    await session.RefusedAsync(Problem_uri.ProblemsPreconditionFailed, 412, FinishAsync(Final_status.Completed, "\"another\""));
    var finished = await session.GrantedAsync(FinishAsync(Final_status.Completed, etag));
    session.Expect(Execution_status.Completed, finished.Status);
    await session.RefusedAsync(Problem_uri.ProblemsConflict, 409, FinishAsync(Final_status.Aborted));
    var night = await session.GrantedAsync(executions.GetAsync(request =>
    {
        request.QueryParameters.ObsUnitId = [unit.Id];
        request.QueryParameters.Status = [Execution_status.Completed, Execution_status.Running];
        request.QueryParameters.MinStartTime = DateTimeOffset.Parse("2023-03-28T00:00:00Z");
        request.QueryParameters.Files = Listed_files.All;
        request.QueryParameters.Limit = 20;
    }));
    session.Expect((id, 3), (night.Items!.Single().Id, night.Items!.Single().RawDataFiles!.Count));

    // Its way to the main database.
    var applied = await session.GrantedAsync(client.Api.Transactions[finished.Sync!.TransactionId!.Value].GetAsync(request =>
    {
        request.QueryParameters.Wait = 30;
        request.QueryParameters.Until = Awaited_state.Replicated;
    }));
    session.Expect(Transaction_state.Replicated, applied.State);
    var transactions = await session.GrantedAsync(client.Api.Transactions.GetAsync(request =>
    {
        request.QueryParameters.Entity = [$"executed_obs_unit:{id}"];
        request.QueryParameters.State = [Transaction_state.Replicated];
        request.QueryParameters.Limit = 1;
    }));
    session.Expect(1, transactions.Items?.Count);
    await session.GrantedAsync(client.Api.Replication.GetAsync());
    await session.GrantedAsync(client.Api.Buffer.GetAsync());

    // The link is down for a while, and a start names a unit that is not planned.
    var paused = await session.GrantedAsync(client.Api.Buffer.Pause.PostAsync(new() { Reason = "maintenance of the main database" }));
    session.Expect(Drain_state.Paused, paused.Drain?.State);
    var mistyped = await session.GrantedAsync(executions.Start.PostAsync(new() { ObsUnitId = int.MaxValue }));
    session.Expect(Transaction_state.Buffered, mistyped.Sync?.State);
    await session.GrantedAsync(client.Api.Buffer.Resume.PostAsync(new()));

    // The main database refuses it, and a person corrects it.
    var failed = client.Api.Transactions[mistyped.Sync!.TransactionId!.Value];
    var failure = await session.GrantedAsync(failed.GetAsync(request => request.QueryParameters.Wait = 30));
    session.Expect(Failure_class.Permanent, failure.Error?.Class);
    await session.GrantedAsync(client.Api.Transactions.GetAsync(
        request => request.QueryParameters.State = [Transaction_state.Failed, Transaction_state.Parked]));
    var rehearsal = await session.GrantedAsync(client.Api.Transactions.Retry.PostAsync(new() { Filter = new() { SqlState = ["23503"] }, DryRun = true }));
    session.Expect(true, rehearsal.Would?.Any(each => each.TransactionId == failure.Id && each.Would == "fail"));
    var edited = await session.GrantedAsync(failed.Edit.PostAsync(new()
    {
        Changes = [new() { Change = 0, Values = new() { AdditionalData = { ["obs_unit_id"] = unit.Id!.Value } } }],
        Reason = "the unit was mistyped",
    }));
    session.Expect(unit.Id.Value, (edited.Fields!.Single().New as UntypedInteger)?.GetValue());
    var audit = await session.GrantedAsync(client.Api.Audit.GetAsync(
        request => request.QueryParameters.Action = [Audit_action.Pause, Audit_action.Resume, Audit_action.Edit]));
    session.Expect(Audit_action.Edit, audit.Items?[0].Action);

    // A token for a script, and who there is.
    var made = await session.GrantedAsync(client.Api.Tokens.PostAsync(new() { Name = $"script-{id}", Scopes = ["read:observations"], ExpiresIn = "90d" }));
    await session.RefusedAsync(
        Problem_uri.ProblemsForbidden, 403, ClientOf(made.Token!).Raw_data_files.PostAsync(FileOf("obs_000017.fits", 0)));
    await session.GrantedAsync(client.Api.Tokens.GetAsync(request => request.QueryParameters.Limit = 10));
    var revoked = await session.GrantedAsync(client.Api.Tokens[made.Id!.Value].DeleteAsync(request => request.QueryParameters.Reason = "tried"));
    session.Expect(false, revoked.RevokedAt is null);
    await session.GrantedAsync(client.Api.Users.GetAsync());
    await session.GrantedAsync(client.Api.Sessions.GetAsync());
}
