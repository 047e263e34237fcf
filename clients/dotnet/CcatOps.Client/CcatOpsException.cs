using System.Net;

namespace CcatOps.Client;

/// <summary>The service refused a request. The message names what is the matter and the remedy.</summary>
public sealed class CcatOpsException : Exception
{
    internal CcatOpsException(HttpStatusCode status, Problem problem)
        : base(string.Join(' ', new[] { problem.Detail ?? problem.Title, problem.Remedy, Of(problem.Errors) }.Where(text => !string.IsNullOrEmpty(text))))
    {
        Status = status;
        Type = problem.Type?.Split('/')[^1] ?? "";
        Errors = problem.Errors ?? new Dictionary<string, string[]>();
        TraceId = problem.TraceId;
    }

    /// <summary>The status of the answer.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>The name of the problem, such as <c>buffer-full</c>; the service lists them at <c>/problems</c>.</summary>
    public string Type { get; }

    /// <summary>The errors of each field.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; }

    /// <summary>Finds the request in the service's log; null: unknown.</summary>
    public string? TraceId { get; }

    private static string? Of(IReadOnlyDictionary<string, string[]>? errors) =>
        errors is null ? null : string.Join(' ', errors.Select(error => $"{error.Key}: {string.Join(' ', error.Value)}"));
}

internal sealed record Problem(
    string? Type, string? Title, string? Detail, string? Remedy, IReadOnlyDictionary<string, string[]>? Errors, string? TraceId);
