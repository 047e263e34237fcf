using System.Globalization;
using System.Text;
using CcatOps.Cli.Output;

namespace CcatOps.Cli.Connections;

/// <summary>Translates a refusal of the service into the exit code and message of a command.</summary>
internal static class Problem
{
    /// <param name="url">The service.</param>
    /// <param name="status">The status of its answer.</param>
    /// <param name="problem">The problem in the answer (RFC 9457); null: it has none.</param>
    public static ClientFailure FailureOf(Uri url, int status, JsonObject? problem)
    {
        if (problem is null || problem.Text("title") is not { } title)
        {
            return new(
                status is >= 300 and < 500 ? CodeOf(status) : ExitCodes.Unreachable,
                $"{url} answered {status} without a problem; is it a CcatOps service?");
        }

        var text = new StringBuilder(title);
        if (problem.Text("detail") is { } detail)
            text.Append(CultureInfo.InvariantCulture, $": {detail.TrimEnd('.')}");
        text.Append('.');
        if (problem["errors"] is JsonObject errors)
        {
            foreach (var (field, faults) in errors)
                text.Append(CultureInfo.InvariantCulture, $"\n  {field}: {string.Join(' ', faults.Texts())}");
        }

        if (problem.Text("remedy") is { } remedy)
            text.Append(CultureInfo.InvariantCulture, $"\n{remedy}");
        if (problem.Text("trace_id") is { } trace)
            text.Append(CultureInfo.InvariantCulture, $"\nTrace {trace}");
        return new(CodeOf(status), text.ToString());
    }

    private static int CodeOf(int status) => status switch
    {
        400 => ExitCodes.Usage,
        401 or 403 => ExitCodes.NotAuthorised,
        404 => ExitCodes.NotFound,
        408 or 429 or >= 500 => ExitCodes.Unreachable,
        _ => ExitCodes.Refused,
    };
}
