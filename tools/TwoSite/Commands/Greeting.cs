using System.Globalization;
using CcatOps.TwoSite.Control;

namespace CcatOps.TwoSite.Commands;

/// <summary>The message of the stage when it is ready.</summary>
internal static class Greeting
{
    public static string Text(StageStatus stage, TimeSpan took) => string.Create(CultureInfo.InvariantCulture, $"""

        Two sites, {stage.RoundTripMs:0.#} ms apart; ready after {took.TotalSeconds:0.0} s.

          main site, Cologne       {At(stage.MainUrl, "")}   explorer: {At(stage.MainUrl, "/docs")}
          secondary, observatory   {At(stage.SecondaryUrl, "")}   explorer: {At(stage.SecondaryUrl, "/docs")}

        To try in another terminal:

          export TOKEN={stage.Token}
          curl -s {At(stage.SecondaryUrl, "/executed_obs_units/start")} -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"{"}"obs_unit_id": 1{"}"}'
          curl -s -H "Authorization: Bearer $TOKEN" '{At(stage.SecondaryUrl, "/executed_obs_units?count=exact")}'
          curl -s -H "Authorization: Bearer $TOKEN" '{At(stage.MainUrl, "/executed_obs_units?count=exact")}'
          curl -s -H "Authorization: Bearer $TOKEN" {At(stage.SecondaryUrl, "/api/buffer")}

          ./run.sh two-site link down      cuts the ocean; link up restores it
          ./run.sh two-site status         the link, the buffer, the replica
          ./run.sh two-site night          replays a night of 301 exposures with cuts, and reconciles
          ./run.sh two-site stop           ends everything, as Ctrl+C does here
        """);

    private static string At(Uri url, string path) => url.OriginalString.TrimEnd('/') + path;
}
