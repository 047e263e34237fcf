using CcatOps.Application.Features.Tokens;

namespace CcatOps.Api.Commands;

/// <summary>Tokens in columns.</summary>
internal static class TokenTable
{
    private static readonly string[] Head = ["prefix", "principal", "ends", "last use", "uses", "scopes", "note"];

    public static string Of(IEnumerable<TokenView> tokens)
    {
        string[][] rows = [Head, .. tokens.Select(Row)];
        var widths = Enumerable.Range(0, Head.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return string.Join('\n', rows.Select(row => string.Join("  ", row.Select((text, column) => text.PadRight(widths[column]))).TrimEnd()));
    }

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

    private static string? Day(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
