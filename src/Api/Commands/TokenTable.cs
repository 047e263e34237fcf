using CcatOps.Application.Features.Tokens;

namespace CcatOps.Api.Commands;

/// <summary>Tokens in columns.</summary>
internal static class TokenTable
{
    private static readonly string[] Head = ["prefix", "principal", "ends", "last use", "uses", "scopes", "note"];

    public static string Of(IEnumerable<TokenView> tokens) => TextTable.Of([Head, .. tokens.Select(Row)]);

    private static string[] Row(TokenView token) =>
    [
        token.Prefix,
        token.Principal,
        token.RevokedAt is not null ? "revoked" : Day(token.ExpiresAt) ?? "never",
        Day(token.LastUsedAt) ?? "-",
        $"{token.UseCount}",
        string.Join(' ', token.Scopes),
        token.Note ?? "",
    ];

    private static string? Day(DateTimeOffset? time) => time is { } known ? TextTable.Minute(known) : null;
}
