using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CcatOps.TestBed;
using CcatOps.TwoSite.Staging;

namespace CcatOps.TwoSite.Nights;

/// <summary>The telescope's control software, as far as the secondary site's service sees it.</summary>
internal sealed class Telescope(HttpClient secondary, IReadOnlyList<Exposure> log)
{
    private readonly IReadOnlyDictionary<string, int> units = PlannedUnits.Ids(log);

    /// <summary>Returns the id of the transaction that was accepted.</summary>
    public Task<Guid> StartAsync(Guid id, Exposure exposure, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post, "/executed_obs_units/start",
        new
        {
            id,
            obs_unit_id = units[exposure.Plan],
            start_time = exposure.Start,
            instrument_module = "camera",
            conditions = new { title = exposure.Title },
        },
        cancellationToken);

    public Task<Guid> AddFileAsync(Guid id, Exposure exposure, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post, "/raw_data_files/",
        new
        {
            executed_obs_unit_id = id,
            name = exposure.File,
            relative_path = $"2023-03-28/{exposure.Plan}",
            size_bytes = 33_554_432L,
            checksum = $"sha256:{exposure.Number:x64}",
            instrument_module = "camera",
        },
        cancellationToken);

    public Task<Guid> FinishAsync(Guid id, Exposure exposure, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Put, $"/executed_obs_units/{id}/finish", new { status = exposure.Status, end_time = exposure.End }, cancellationToken);

    private async Task<Guid> SendAsync(HttpMethod method, string path, object body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using var answer = await secondary.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? JsonNode.Parse(text)!["sync"]!["transaction_id"]!.GetValue<Guid>()
            : throw new RefusedException($"{method} {path} was answered with {(int)answer.StatusCode}: {text}");
    }
}
