namespace CcatOps.Api.Commands;

/// <summary>The commands for tokens on the site's own machine.</summary>
internal abstract record TokenCommand(bool AsJson)
{
    public sealed record Create(
        string Name, string? Owner, string? Role, IReadOnlyList<string>? Scopes, string? ExpiresIn, string? Note, bool AsJson) : TokenCommand(AsJson);

    public sealed record Emergency(int Hours, string Reason, bool AsJson) : TokenCommand(AsJson);

    public sealed record List(bool AsJson) : TokenCommand(AsJson);

    /// <param name="Prefix">The beginning of one token's value, as the list shows it, or its id.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="AsJson">How it prints.</param>
    public sealed record Revoke(string Prefix, string? Reason, bool AsJson) : TokenCommand(AsJson);
}
