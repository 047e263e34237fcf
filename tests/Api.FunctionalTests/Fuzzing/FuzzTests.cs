using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Fuzzing;

/// <summary>
/// Sends what nobody should to every operation of the OpenAPI document, at both kinds of site. <c>FUZZ_SEED</c> and
/// <c>FUZZ_REQUESTS</c> (for each operation) set it; the same seed sends the same requests.
/// </summary>
internal sealed class FuzzTests
{
    private const int Connections = 12;
    private const int MostFaultsShown = 20;

    /// <summary>The operations whose answers name their transactions; what people decide is recorded too, and its answers do not.</summary>
    private static readonly string[] OfRecords =
        ["start_observation", "finish_observation", "register_raw_data_file", "register_raw_data_files", "create_obs_unit",
            "create_instrument", "change_instrument",
            "create_instrument_module", "change_instrument_module", "log_instrument_configuration",
            "create_observing_program", "change_observing_program", "create_sub_observing_program", "change_sub_observing_program",
            "write_log_message", "edit_log_message", "change_observation",
            "create_data_location", "change_data_location", "report_capacity",
            "create_raw_data_package", "finalize_raw_data_package", "move_raw_data_package"];

    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(15);
    private static readonly int Seed = Number("FUZZ_SEED", 6);

    [Test]
    public async Task A_secondary_site_withstands_whatever_is_sent()
    {
        var stage = await SharedStage.GetAsync();
        await using var site = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "fuzzed"));
        var answered = await FuzzAsync(site, Seed, Number("FUZZ_REQUESTS", 2_000));

        await site.PostAsync("/api/buffer/resume", new { reason = "the requests may have paused it" }, System.Net.HttpStatusCode.OK);
        await Eventually.AssertAsync(
            () => site.GetAsync("/api/buffer"), buffer => Site.Number(buffer, "depth") == 0, TimeSpan.FromSeconds(60),
            "all that was accepted should come to main, or fail there");
        Assert.That(await StoredAsync(site), Is.EquivalentTo(answered), "what is stored and what was answered 2xx");
        Assert.That(await FailuresAsync(site), Is.Empty, "what this site took and main refused, but for planned units that main does not have");
    }

    [Test]
    public async Task A_main_site_withstands_whatever_is_sent()
    {
        var stage = await SharedStage.GetAsync();
        await using var site = await Site.StartMainAsync(
            stage.Primary, ("SITE_NAME", "fuzzed-main"), ("REDIS_HOST", "127.0.0.1"), ("REDIS_PORT", $"{stage.Redis.Port}"));
        var answered = await FuzzAsync(site, ~Seed, Number("FUZZ_REQUESTS", 2_000));
        var stored = await stage.Primary.ReadAsync<string>(
            $"""
            SELECT coalesce(string_agg(transaction_id::text, ','), '') FROM applied_transaction
            WHERE site_name = 'fuzzed-main' AND operation IN ({string.Join(',', OfRecords.Select(operation => $"'{operation}'"))})
            """);
        Assert.That(stored!.Split(','), Is.EquivalentTo(answered), "what is stored and what was answered 2xx");
    }

    /// <returns>The transactions of the writes that were answered with success.</returns>
    private static async Task<IReadOnlyCollection<string>> FuzzAsync(Site site, int seed, int requestsPerRoute)
    {
        var routes = FuzzRoute.Of(await site.GetAsync("/openapi/v1.json"));
        var transactions = new ConcurrentDictionary<string, bool>();
        var faults = new ConcurrentQueue<string>();
        var statuses = new ConcurrentDictionary<(string Route, int Status), int>();
        var address = new Uri(site.Address);
        var requests = new FuzzRequests(
            seed, address.Authority, [.. site.Client.DefaultRequestHeaders.Select(header => $"{header.Key}: {string.Join(',', header.Value)}")],
            await PlantAsync(site, seed, transactions));
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(SendAsync)));

        var total = requestsPerRoute * routes.Count;
        await TestContext.Progress.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"FUZZ_SEED={Seed}: {total} requests to {routes.Count} operations in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"));
        foreach (var route in statuses.GroupBy(pair => pair.Key.Route).OrderBy(group => group.Key, StringComparer.Ordinal))
            TestContext.Out.WriteLine($"{route.Key}: {string.Join(", ", route.OrderBy(pair => pair.Key.Status).Select(pair => $"{pair.Key.Status} x {pair.Value}"))}");
        Assert.That(faults.Take(MostFaultsShown), Is.Empty, $"FUZZ_SEED={Seed}\n{Last(site.Process.Output)}");
        Assert.That(statuses.Sum(pair => pair.Value), Is.EqualTo(total));
        return [.. transactions.Keys];

        async Task SendAsync()
        {
            using var connection = new RawConnection(address.Port);
            while (Interlocked.Increment(ref next) is var number && number < requestsPerRoute * routes.Count)
            {
                // Round by round over all routes: each sees what the others leave behind.
                var (routeNumber, route) = (number % routes.Count, routes[number % routes.Count]);
                var request = requests.Make(route, routeNumber, number / routes.Count);
                using var bound = new CancellationTokenSource(LongestAnswer);
                var fault = "";
                try
                {
                    var answer = await connection.SendAsync(request.Bytes, bound.Token);
                    statuses.AddOrUpdate(($"{route}", answer.Status), 1, (_, count) => count + 1);
                    if (AnswerRules.TransactionIn(answer) is { } transaction && route.Method != "GET")
                        transactions.TryAdd(transaction, true);
                    if (AnswerRules.FaultIn(request, answer) is { } what)
                        fault = $"The answer {what}: {answer}";
                }
                catch (Exception exception) when (exception is OperationCanceledException or IOException or System.Net.Sockets.SocketException)
                {
                    fault = $"There was no answer: {exception.Message}";
                }

                if (fault.Length > 0)
                    faults.Enqueue($"{route} {number / routes.Count}: {fault}\n{request}\n");
            }
        }
    }

    /// <summary>Gives the requests something to be about: an execution, a file, and at a secondary site failed transactions.</summary>
    private static async Task<IReadOnlyDictionary<string, string[]>> PlantAsync(
        Site site, int seed, ConcurrentDictionary<string, bool> transactions)
    {
        var execution = OpenApiSchemas.Uuid(new Random(seed));
        List<string> planted = [Keep(await site.StartAsync(1, execution))];
        var file = await site.RegisterFileAsync(execution);
        planted.Add(Keep(file));
        var message = await site.SendAsync(HttpMethod.Post, "/api/log_messages", new { begin_time = "2023-03-28T03:10:00Z", text = "Dome closed" });
        planted.Add(Keep(message));
        if ((await site.AskAsync("/api/site/info")).Json.Text("site_type") == "secondary")
        {
            for (var unit = 0; unit < 20; unit++)
                planted.Add(Keep(await site.StartAsync(1_000_000 + unit)));
        }

        return new Dictionary<string, string[]>
        {
            ["/executed_obs_units"] = [$"{execution}"],
            ["/raw_data_files"] = [file.Json.Text("id")!],
            ["/obs_unit"] = ["1", "2"],
            ["/instruments"] = ["1", "2"],
            ["/raw_data_package"] = [$"{OpenApiSchemas.Uuid(new Random(seed))}"],
            ["/site"] = ["1", "2", "3"],
            ["/data_locations"] = ["1", "2"],
            ["site_id"] = ["1", "2"],
            ["/api/log_messages"] = [message.Json.Text("id")!],
            ["/observing_program"] = ["1", "2"],
            ["/api/sub_observing_programs"] = ["1", "2"],
            ["observing_program_id"] = ["1", "2"],
            ["/instrument_modules"] = ["1", "2"],
            ["/api/instrument_configurations"] = [$"{OpenApiSchemas.Uuid(new Random(seed))}"],
            ["instrument_module_id"] = ["1", "2"],
            ["instrument_id"] = ["1", "2"],
            ["/api/observatories"] = ["1"],
            ["/api/telescopes"] = ["1"],
            ["/api/transactions"] = [.. planted],
            ["/api/users"] = [$"{OpenApiSchemas.Uuid(new Random(seed))}"],
            ["role"] = ["viewer", "admin"],
            ["/api/tokens"] = [$"{OpenApiSchemas.Uuid(new Random(~seed))}"],
            ["executed_obs_unit_id"] = [$"{execution}"],
            ["obs_unit_id"] = ["1", "2", "3"],
        };

        string Keep(Answer answer)
        {
            transactions.TryAdd(answer.Transaction, true);
            return answer.Transaction;
        }
    }

    /// <summary>The site's transactions that records were written with.</summary>
    private static async Task<IReadOnlyCollection<string>> StoredAsync(Site site)
    {
        var ids = new List<string>();
        for (var next = "/api/transactions?limit=1000&" + string.Join('&', OfRecords.Select(operation => $"operation={operation}")); next is not null;)
        {
            var page = await site.GetAsync(next);
            ids.AddRange(page["items"]!.AsArray().Select(item => item.Text("id")!));
            next = page.Text("next");
        }

        return ids;
    }

    private static async Task<IEnumerable<string?>> FailuresAsync(Site site)
    {
        var failed = await site.GetAsync("/api/transactions?state=failed&limit=1000");
        return failed["items"]!.AsArray()
            .Where(item => item.Text("error", "sql_state") != "23503")
            .Select(item => item!.ToJsonString()[..Math.Min(item.ToJsonString().Length, 1_500)])
            .Take(MostFaultsShown);
    }

    private static string Last(string output) => output[Math.Max(0, output.Length - 4_000)..];

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
