using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CcatOps.Attacks.Stage;

namespace CcatOps.Attacks.Memory;

internal sealed class LargeBodyTests
{
    private const int Megabyte = 1024 * 1024;
    private const int MostTimesBody = 20;

    /// <summary>Memory that a process allocates beside the request; the garbage collector returns it later.</summary>
    private const int Slack = 64;

    private AttackedSite site = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => site = await AttackedSite.StartAsync(
        SiteSettings.OfTelescope(await AttackStage.GetAsync(), "large-bodies").With(("DOTNET_GCConserveMemory", "9"), ("DOTNET_gcServer", "0")));

    [OneTimeTearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    private static IEnumerable<TestCaseData> Bodies()
    {
        static TestCaseData Body(string name, string path, string body, int status = 400) =>
            new TestCaseData(path, body, (HttpStatusCode)status).SetArgDisplayNames(name);

        yield return Body("empty files", "/raw_data_files/bulk", Array("{}", Megabyte));
        yield return Body("empty files of 15 MB", "/raw_data_files/bulk", Array("{}", 15 * Megabyte));
        yield return Body("nulls for files", "/raw_data_files/bulk", Array("null", Megabyte));
        yield return Body("arrays for files", "/raw_data_files/bulk", Array("[]", Megabyte));
        yield return Body("10,000 empty files", "/raw_data_files/bulk", Array("{}", 30_000));
        yield return Body("10,000 files with long names", "/raw_data_files/bulk", Array($$"""{"name":"{{new string('x', 1_400)}}"}""", 14 * Megabyte));
        yield return Body("numbers in conditions", "/executed_obs_units/start", $$$"""{"obs_unit_id":1,"conditions":{"a":{{{Array("1", 900_000)}}}}}""");
        yield return Body("objects in a configuration", "/obs_unit/", $$$"""{"name":"a","configuration":{"a":{{{Array("{}", 900_000)}}}}}""");
        yield return Body("empty scopes", "/api/tokens/", $$"""{"name":"a","scopes":{{Array("\"\"", 900_000)}}}""");
        yield return Body("filters", "/api/transactions/retry", $$$"""{"dry_run":true,"filter":{"sql_state":{{{Array("\"\"", 900_000)}}}}}""");
        yield return Body("ids", "/api/transactions/discard", $$"""{"dry_run":true,"reason":"a","ids":{{Array($"\"{Guid.Empty}\"", 900_000)}}}""");
        yield return Body("edits", $"/api/transactions/{Guid.Empty}/edit", $$"""{"reason":"a","changes":{{Array("{}", 900_000)}}}""");
        yield return Body("an unknown field with a name of 1 MB", "/obs_unit/", $$"""{"{{new string('x', 1_000_000)}}":1}""");
        yield return Body("a name of 1 MB", "/obs_unit/", $$"""{"name":"{{new string('x', 1_000_000)}}"}""");
        yield return Body("a reason of 1 MB", "/api/buffer/pause", $$"""{"reason":"{{new string('x', 1_000_000)}}"}""");
    }

    [TestCaseSource(nameof(Bodies))]
    public async Task A_large_body_is_refused_with_few_words_and_little_memory(string path, string body, HttpStatusCode expected)
    {
        ProcessMemory.ForgetPeak(site.Process.Id);
        var before = ProcessMemory.Peak(site.Process.Id);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await site.Admin.PostAsync(new Uri(path, UriKind.Relative), content);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(expected), text);
            Assert.That(text, Has.Length.LessThan(64 * 1024));
            Assert.That(ProcessMemory.Peak(site.Process.Id) - before, Is.LessThan(Slack + (MostTimesBody * body.Length / Megabyte)));
        });
    }

    [Test]
    public async Task At_most_20_errors_are_reported_with_the_number_of_the_rest()
    {
        using var content = new StringContent(Array("{}", 3 * 1_000), Encoding.UTF8, "application/json");
        using var response = await site.Admin.PostAsync(new Uri("/raw_data_files/bulk", UriKind.Relative), content);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        var reported = problem["errors"]!.AsObject().Sum(error => error.Value!.AsArray().Count);
        Assert.That((reported, (int?)problem["errors_omitted"]), Is.EqualTo((20, 2 * 1_000 - 20)));
    }

    /// <summary>An array of one item again and again, of about so many bytes.</summary>
    private static string Array(string item, int bytes) => $"[{string.Join(',', Enumerable.Repeat(item, bytes / (item.Length + 1)))}]";
}
