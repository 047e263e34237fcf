using System.Text.Json;
using CcatOps.Peers;

// An alternative to the service's buffer, as a team might build it: accepts the start of an execution durably at the site, and applies it to the
// main database with workers, which wait for a signal to begin. Settings: PEER, WORKERS, REDIS, SITE_DATABASE, MAIN_DATABASE.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
var settings = builder.Configuration;
var workers = settings.GetValue<int>("WORKERS");

await using var main = new MainDatabase(settings["MAIN_DATABASE"]!, workers);
await using IPeer peer = settings["PEER"] switch
{
    "hangfire" => await HangfirePeer.StartAsync(settings["REDIS"]!, main, workers),
    "rebus" => new RebusPeer(settings["SITE_DATABASE"]!, main, workers),
    var unknown => throw new InvalidOperationException($"PEER is '{unknown}', neither hangfire nor rebus."),
};

var app = builder.Build();
app.MapGet("/health/ready", () => Results.Ok());
app.MapPost("/executed_obs_units/start", async (StartRequest request) =>
{
    await peer.AcceptAsync(request.ToStart());
    return Results.StatusCode(StatusCodes.Status202Accepted);
});
app.MapPost("/work", async () =>
{
    await main.OpenAllAsync();
    peer.Work();
    return Results.Ok();
});
await app.RunAsync();
