using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using CcatOps.Api.FunctionalTests.Fuzzing;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Shell;

internal sealed class RequestLimitTests
{
    private static readonly string Credential = $"Authorization: Bearer {TestTokens.Admin}\r\n";

    private MockedService service = null!;

    [OneTimeSetUp]
    public async Task Start() => service = await MockedService.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await service.DisposeAsync();

    [TestCase("/executed_obs_units/start", 1024 * 1024)]
    [TestCase("/raw_data_files/bulk", 16 * 1024 * 1024)]
    public async Task A_body_beyond_the_limit_is_refused_with_the_limit(string path, int limit)
    {
        using var connection = new RawConnection(service.Http.BaseAddress!.Port);
        var head = $"POST {path} HTTP/1.1\r\nHost: a\r\n{Credential}Content-Type: application/json\r\nContent-Length: {limit + 1}\r\n\r\n";
        var answer = await connection.SendAsync(Encoding.ASCII.GetBytes(head), default);

        var problem = JsonNode.Parse(answer.Body)!;
        Assert.That((answer.Status, (string?)problem["type"]), Is.EqualTo((413, "/problems/body-too-large")));
        Assert.That((string?)problem["detail"], Does.Contain($"{limit} bytes"));
    }

    [Test]
    public async Task A_body_in_chunks_is_held_to_the_same_limit()
    {
        using var content = MockedService.Json(new string(' ', (1024 * 1024) + 1));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/executed_obs_units/start") { Content = content };
        request.Headers.TransferEncodingChunked = true;
        using var answer = await service.Http.SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [Test]
    public async Task An_address_that_is_too_long_is_refused_in_words()
    {
        using var answer = await service.Http.GetAsync($"/raw_data_files?name={new string('a', 8_192)}");
        await AssertProblemAsync(answer, 414, "uri-too-long");
    }

    [Test]
    public async Task Headers_that_are_too_large_are_refused_in_words()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live") { Headers = { { "Idempotency-Key", new string('a', 33_000) } } };
        using var answer = await service.Http.SendAsync(request);
        await AssertProblemAsync(answer, 431, "headers-too-large");
    }

    [Test]
    public async Task Headers_that_are_too_many_are_refused_in_words()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        for (var number = 0; number <= 100; number++)
            request.Headers.Add($"X-Number-{number}", "1");
        using var answer = await service.Http.SendAsync(request);
        await AssertProblemAsync(answer, 431, "headers-too-large");
    }

    [TestCase(70_000, 0, 414)]
    [TestCase(0, 140_000, 431)]
    public async Task Beyond_all_measure_a_request_is_refused_unread(int query, int header, int status)
    {
        using var connection = new RawConnection(service.Http.BaseAddress!.Port);
        var request = $"GET /health/live?{new string('a', query)} HTTP/1.1\r\nHost: a\r\nX-Long: {new string('a', header)}\r\n\r\n";
        var answer = await connection.SendAsync(Encoding.ASCII.GetBytes(request), default);
        Assert.That((answer.Status, answer.Body), Is.EqualTo((status, "")));
    }

    [Test]
    public async Task A_body_that_comes_too_slowly_is_refused_and_its_connection_closed()
    {
        var answer = await DripAsync($"POST /executed_obs_units/start HTTP/1.1\r\nHost: a\r\n{Credential}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n");
        Assert.That(answer, Does.StartWith("HTTP/1.1 408").And.Contain("/problems/too-slow"));
    }

    [Test]
    public async Task Headers_that_come_too_slowly_are_not_waited_for()
    {
        var answer = await DripAsync("GET /health/live HTTP/1.1\r\nHost: a\r\nX-Slow: ");
        Assert.That(answer, Is.Empty.Or.StartWith("HTTP/1.1 408"));
    }

    /// <summary>Sends a beginning and then a byte a second, for as long as it is let; gives what was answered till the server hangs up.</summary>
    private async Task<string> DripAsync(string beginning)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(25));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, service.Http.BaseAddress!.Port, bound.Token);
        await socket.SendAsync(Encoding.ASCII.GetBytes(beginning), bound.Token);
        var answer = new StringBuilder();
        var reading = ReadAsync();
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (!reading.IsCompleted && await second.WaitForNextTickAsync(bound.Token))
        {
            try
            {
                await socket.SendAsync(" "u8.ToArray(), bound.Token);
            }
            catch (SocketException)
            {
                break;
            }
        }

        await reading;
        return answer.ToString();

        async Task ReadAsync()
        {
            var buffer = new byte[4096];
            try
            {
                while (await socket.ReceiveAsync(buffer, bound.Token) is var size and > 0)
                    answer.Append(Encoding.ASCII.GetString(buffer, 0, size));
            }
            catch (SocketException)
            {
                // A reset closes it just as well.
            }
        }
    }

    private static async Task AssertProblemAsync(HttpResponseMessage answer, int status, string type)
    {
        var problem = await MockedService.JsonOf(answer);
        Assert.That(((int)answer.StatusCode, (string?)problem["type"]), Is.EqualTo((status, $"/problems/{type}")));
    }
}
