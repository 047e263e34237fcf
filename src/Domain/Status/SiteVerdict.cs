using static CcatOps.Domain.Status.StatusWords;

namespace CcatOps.Domain.Status;

/// <summary>One sentence that says whether the data of a site is safe and where it is, with the facts behind it.</summary>
/// <param name="Severity">The greatest severity of the facts.</param>
/// <param name="Sentence">The verdict; it names no person, server or path.</param>
/// <param name="Facts">The facts, those that need a person first.</param>
public sealed record SiteVerdict(Severity Severity, string Sentence, IReadOnlyList<SiteFact> Facts)
{
    /// <summary>More facts than these are only counted in the sentence.</summary>
    private const int MostClauses = 4;

    public static SiteVerdict Of(SiteCondition site)
    {
        SiteFact[] facts = [.. SiteFacts.Of(site).OrderByDescending(fact => fact.Severity)];
        var severity = facts.Select(fact => fact.Severity).DefaultIfEmpty(Severity.Ok).Max();
        var assurance = AssuranceOf(site);
        // If everything has arrived, the sentence says so before it names a passing trouble.
        var isFirst = severity < Severity.Attention && HasAllArrived(site);
        string?[] clauses =
        [
            isFirst ? assurance : null,
            .. facts.Take(MostClauses).Select(fact => fact.Clause),
            facts.Length > MostClauses ? Count(facts.Length - MostClauses, "more fact", "more facts") : null,
            isFirst ? null : assurance,
        ];
        return new(severity, AsSentence(string.Join("; ", clauses.OfType<string>())), facts);
    }

    private static bool HasAllArrived(SiteCondition site) =>
        site is { IsMainSite: false, Buffers: true, BufferDownSince: null, Waiting: 0, Unconfirmed: 0, Failed: 0, Parked: 0 };

    /// <summary>The part of the sentence that is certain about accepted data; null: nothing is certain.</summary>
    private static string? AssuranceOf(SiteCondition site) => site switch
    {
        { IsMainSite: true, MainDownSince: null } => "all data is in the main database",
        { IsMainSite: true } or { BufferDownSince: not null } => null,
        { Buffers: false, MainDownSince: null } => $"writes go to {site.MainName} directly",
        { Buffers: false } => null,
        _ when HasAllArrived(site) => $"all data is in {site.MainName} and back",
        { MayLose: true } or { IsBelowDemand: true } => null,
        _ => "nothing lost",
    };
}
