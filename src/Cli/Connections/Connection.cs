namespace CcatOps.Cli.Connections;

/// <summary>The service that a command asks, and the token that it sends.</summary>
/// <param name="Url">The address, with a slash at its end.</param>
/// <param name="Token">The API token; null: none.</param>
internal sealed record Connection(Uri Url, string? Token)
{
    public const string DefaultUrl = "http://localhost:8000";

    /// <summary>Takes each part from the option, else from the environment, else from the profile.</summary>
    /// <exception cref="ClientFailure">The address or the profile cannot be used.</exception>
    public static Connection Of(string? url, string? token, string? profile, Func<string, string?> variable)
    {
        url = Set(url) ?? Set(variable(ClientOptions.UrlVariable));
        token = Set(token) ?? Set(variable(ClientOptions.TokenVariable));
        var file = url is null || token is null ? Profile.Read(profile ?? Set(variable(ClientOptions.ProfileVariable)), variable) : Profile.Empty;
        // The token of a profile belongs to the address beside it.
        token ??= url is null || file.Url is null || Address(url) == Address(file.Url) ? file.Token : null;
        return new(Address(url ?? file.Url ?? DefaultUrl), token is null ? null : Sendable(token));
    }

    /// <summary>The record prints itself without the token.</summary>
    public override string ToString() => $"{Url}";

    private static Uri Address(string url) =>
        Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        && address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0
            ? address
            : throw new ClientFailure(ExitCodes.Usage, "The address of the service must be like http://localhost:8000 or https://ops.example.org/base.");

    private static string Sendable(string token) => token.All(letter => letter is > ' ' and < '\u007f')
        ? token
        : throw new ClientFailure(ExitCodes.Usage, "The token has characters that no token has.");

    private static string? Set(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
