namespace CcatOps.Domain.Status;

/// <summary>One thing that people on shift must know about a site.</summary>
/// <param name="Code">Names the kind of fact; stable.</param>
/// <param name="Severity">How much it asks of a person.</param>
/// <param name="Clause">The fact as a part of the verdict. It names no person, server or path, because everybody may read it.</param>
/// <param name="Text">The fact as sentences.</param>
/// <param name="Since">Since when it holds; null: unknown, or not a matter of time.</param>
public sealed record SiteFact(string Code, Severity Severity, string Clause, string Text, DateTimeOffset? Since = null);
