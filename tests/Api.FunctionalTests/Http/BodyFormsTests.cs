using System.IO.Compression;
using System.Net;
using System.Text;

namespace CcatOps.Api.FunctionalTests.Http;

internal sealed class BodyFormsTests
{
    private const string Start = """{"obs_unit_id": 1}""";

    private MockedService service = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => service = await MockedService.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await service.DisposeAsync();

    [TestCase("application/json")]
    [TestCase("application/json; charset=utf-8")]
    [TestCase("application/json; charset=\"utf-8\"")]
    [TestCase("application/json;Charset=\"UTF-8\"")]
    [TestCase("application/json; profile=\"a\"; charset=\"UTF-8\"")]
    public async Task The_charset_may_be_in_quotes(string type) =>
        Assert.That((await PostAsync(Encoding.UTF8.GetBytes(Start), type: type)).StatusCode, Is.EqualTo(HttpStatusCode.Created));

    [TestCase("application/json; charset=\"klingon\"")]
    [TestCase("text/plain; charset=\"utf-8\"")]
    public async Task Other_types_are_refused_with_or_without_quotes(string type) =>
        await AssertProblemAsync(await PostAsync(Encoding.UTF8.GetBytes(Start), type: type), "unsupported-media-type");

    [TestCase("gzip")]
    [TestCase("GZIP")]
    [TestCase("x-gzip")]
    public async Task A_body_may_be_compressed_with_gzip(string encoding) =>
        Assert.That((await PostAsync(Gzip(Start), encoding)).StatusCode, Is.EqualTo(HttpStatusCode.Created));

    [Test]
    public async Task Identity_is_no_compression() =>
        Assert.That((await PostAsync(Encoding.UTF8.GetBytes(Start), "identity")).StatusCode, Is.EqualTo(HttpStatusCode.Created));

    [TestCase("br")]
    [TestCase("deflate")]
    [TestCase("zstd")]
    [TestCase("gzip, gzip")]
    [TestCase("nonsense")]
    public async Task Another_encoding_is_refused_and_the_known_one_is_named(string encoding)
    {
        var answer = await PostAsync(Gzip(Start), encoding);

        await AssertProblemAsync(answer, "unsupported-encoding");
        Assert.That(answer.Headers.GetValues("Accept-Encoding"), Is.EqualTo(new[] { "gzip" }));
    }

    [TestCase("/executed_obs_units/start", 1)]
    [TestCase("/raw_data_files/bulk", 16)]
    [TestCase("/api/tokens", 1)]
    public async Task A_compressed_body_expands_to_the_limit_of_its_path_at_most(string path, int megabytes)
    {
        var bomb = Gzip(new string(' ', (megabytes * 1024 * 1024) + 1) + Start);
        Assert.That(bomb, Has.Length.LessThan(1024 * 1024));

        await AssertProblemAsync(await PostAsync(bomb, "gzip", path), "body-too-large");
    }

    [Test]
    public async Task What_is_not_gzip_is_malformed() =>
        await AssertProblemAsync(await PostAsync(Encoding.UTF8.GetBytes(Start), "gzip"), "malformed-body");

    [Test]
    public async Task A_compressed_body_that_is_cut_off_is_malformed() =>
        await AssertProblemAsync(await PostAsync(Gzip(Start)[..^12], "gzip"), "malformed-body");

    [TestCase("1.0")]
    [TestCase("1e0")]
    [TestCase("10e-1")]
    [TestCase("1.000")]
    public async Task An_integer_may_be_spelled_with_a_fraction_of_zero(string number)
    {
        var answer = await PostAsync(Encoding.UTF8.GetBytes($$"""{"obs_unit_id": {{number}}}"""));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That((int?)(await MockedService.JsonOf(answer))["obs_unit_id"], Is.EqualTo(1));
    }

    [TestCase("sha256:::9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08", "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [TestCase("MD5:D41D8CD98F00B204E9800998ECF8427E", "md5:d41d8cd98f00b204e9800998ecf8427e")]
    public async Task A_checksum_is_answered_in_one_form(string sent, string answered)
    {
        var answer = await PostAsync(
            Encoding.UTF8.GetBytes($$"""{"executed_obs_unit_id": "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11", "name": "a", "size_bytes": 5.0, "checksum": "{{sent}}"}"""),
            path: "/raw_data_files");

        Assert.That((string?)(await MockedService.JsonOf(answer))["checksum"], Is.EqualTo(answered));
    }

    [Test]
    public async Task A_leap_second_is_stored_as_the_next_second_and_the_answer_says_so()
    {
        var answer = await PostAsync(Encoding.UTF8.GetBytes("""{"obs_unit_id": 1, "start_time": "2016-12-31T23:59:60Z"}"""));

        var record = await MockedService.JsonOf(answer);
        Assert.That((string?)record["start_time"], Is.EqualTo("2017-01-01T00:00:00.000000Z"));
        Assert.That((string?)record["warnings"]![0], Does.Contain("2016-12-31T23:59:60Z").And.Contain("leap second"));
    }

    [Test]
    public async Task The_second_after_a_leap_second_needs_no_warning()
    {
        var answer = await PostAsync(Encoding.UTF8.GetBytes("""{"obs_unit_id": 1, "start_time": "2017-01-01T00:00:00Z"}"""));

        Assert.That((await MockedService.JsonOf(answer))["warnings"], Is.Null);
    }

    private async Task<HttpResponseMessage> PostAsync(
        byte[] body, string? encoding = null, string path = "/executed_obs_units/start", string type = "application/json")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (encoding is not null)
            content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        return await service.Http.PostAsync(path, content);
    }

    private static async Task AssertProblemAsync(HttpResponseMessage answer, string slug)
    {
        var problem = await MockedService.JsonOf(answer);
        Assert.That((string?)problem["type"], Is.EqualTo($"/problems/{slug}"), problem.ToString());
        Assert.That((int?)problem["status"], Is.EqualTo((int)answer.StatusCode));
    }

    private static byte[] Gzip(string text)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return compressed.ToArray();
    }
}
