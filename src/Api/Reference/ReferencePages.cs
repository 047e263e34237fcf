using CcatOps.Api.Authentication;
using CcatOps.Api.Errors;
using CcatOps.Api.Metrics;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Configuration;

namespace CcatOps.Api.Reference;

/// <summary>The pages of <c>docs/reference</c>, made from the tables that the service itself obeys.</summary>
internal static class ReferencePages
{
    public static IReadOnlyList<ReferencePage> All => [Settings, Routes, States, Metrics, Problems];

    public static ReferencePage Routes => ReferencePage.Of(
        "routes.md",
        "Routes",
        "Each path works with and without a slash at its end; `{}` stands for an id or a name. `GET` includes `HEAD`. What the paths take and answer is "
            + "at `/docs`. A route that is missing here is closed to everybody.",
        ["method", "path", "who"],
        RoutePolicies.All.Select(row => (string[])[.. row.Route.Split(' ').Select(Code), row.Access.Text]));

    private static ReferencePage Settings => ReferencePage.Of(
        "settings.md",
        "Settings",
        """
        Environment variables come first, then `.env`, then `config/settings.toml`. In the TOML file `[default]` is the base, and `[NAME]` is laid over it when
        `CCATOPS_ENV=NAME`. All faults are listed at once at the start, which then ends with exit code 78: an unknown name that resembles a setting is one,
        any other unknown name in the environment is ignored with a warning. `./run.sh --check-config` shows the value of each setting and its origin.

        A secret may be in a file of its own: `NAME_FILE` beside each secret `NAME`, such as `SECRET_KEY_FILE` or `MAIN_DB_PASSWORD_FILE` (in the TOML file
        `…_file`). Both in one source are a fault. All these files are UTF-8. [Security](../explanation/security.md) says how to rotate each secret.

        Outside Development (`--environment Development` or `ASPNETCORE_ENVIRONMENT`) `SECRET_KEY` is required. The service listens on loopback only, unless
        `--urls` or `ASPNETCORE_URLS` says otherwise.
        """,
        ["setting", "in the TOML file", "default", "meaning"],
        SettingsReference.Rows.Select(row => (string[])[Code(row.Name), Code(row.TomlPaths.LastOrDefault("")), Code(row.Default), row.About]));

    private static ReferencePage States => ReferencePage.Of(
        "states.md",
        "States of a transaction",
        """
        Each record carries `sync`: the state of the newest transaction in it, that transaction's id and, on its way to the replica, its log position.
        `GET /api/transactions/{id}` tells more; `?wait=30&until=replicated` holds the answer until it is there.
        """,
        ["state", "meaning", "final"],
        Enum.GetValues<TransactionState>().Select(state => (string[])[Code(WireNames.Of(state)), state.Meaning(), state.IsFinal() ? "yes" : ""]));

    private static ReferencePage Metrics => ReferencePage.Of(
        "metrics.md",
        "Metrics",
        "`GET /metrics` is for Prometheus. What cannot be known at the time of a scrape is NaN. The metrics of .NET come besides.",
        ["metric", "type", "labels", "meaning"],
        MetricTable.All.Select(metric => (string[])[Code(metric.Name), metric.Type, string.Join(", ", metric.Labels.Select(Code)), metric.Help]));

    private static ReferencePage Problems => ReferencePage.Of(
        "problems.md",
        "Problems",
        "Errors are `application/problem+json` (RFC 9457). `type` is `/problems/` and the name, and never changes; `detail` says what is the matter in this case.",
        ["name", "status", "title", "remedy", "`Retry-After`"],
        ProblemTypes.All.Select(type => (string[])[Code(type.Slug), $"{type.Status}", type.Title, type.Remedy, type.RetryAfterSeconds is { } seconds ? $"{seconds} s" : ""]));

    private static string Code(string text) => text.Length == 0 ? "" : $"`{text}`";
}
