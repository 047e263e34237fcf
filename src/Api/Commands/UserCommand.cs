namespace CcatOps.Api.Commands;

/// <summary>A command about users and their sessions, run on the site's own machine.</summary>
internal abstract record UserCommand(bool AsJson)
{
    public sealed record List(bool AsJson) : UserCommand(AsJson);

    /// <param name="User">The name or the id.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="AsJson">How it prints.</param>
    public sealed record Disable(string User, string? Reason, bool AsJson) : UserCommand(AsJson);

    public sealed record Enable(string User, string? Reason, bool AsJson) : UserCommand(AsJson);

    public sealed record Link(string User, long GithubId, string? Reason, bool AsJson) : UserCommand(AsJson);

    public sealed record Give(string User, string Role, string? Reason, bool AsJson) : UserCommand(AsJson);

    public sealed record Take(string User, string Role, string? Reason, bool AsJson) : UserCommand(AsJson);

    public sealed record Sessions(bool AsJson) : UserCommand(AsJson);

    public sealed record CloseSession(string Id, string? Reason, bool AsJson) : UserCommand(AsJson);
}
