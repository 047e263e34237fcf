using StackExchange.Redis;

// The least that takes a write durably: Kestrel, and one LPUSH of the body as it came. Redis is the one of the service that it is compared to.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
await using var redis = await ConnectionMultiplexer.ConnectAsync(builder.Configuration["REDIS"]!);
var database = redis.GetDatabase();

var app = builder.Build();
app.MapGet("/health/ready", () => Results.Ok());
app.MapPost("/{**path}", async (HttpRequest request) =>
{
    var body = new byte[(int)request.ContentLength!.Value];
    await request.Body.ReadExactlyAsync(body, request.HttpContext.RequestAborted);
    await database.ListLeftPushAsync("bare", body);
    return Results.StatusCode(StatusCodes.Status201Created);
});
await app.RunAsync();
