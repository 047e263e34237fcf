using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace CcatOps.TestBed;

/// <summary>
/// API tokens of one user for each role, made in each process and stored in the main database directly. Each user has the name of the role, and so has
/// the principal of its token.
/// </summary>
public static class TestTokens
{
    private static readonly string[] Roles = ["admin", "observer", "viewer", "service"];
    private static readonly Dictionary<string, string> Values = Roles.ToDictionary(role => role, _ => NewValue());

    /// <summary>The token of a user with all permissions.</summary>
    public static string Admin => Of("admin");

    /// <summary>One that has expired.</summary>
    public static string Expired { get; } = NewValue();

    /// <summary>One that was revoked.</summary>
    public static string Revoked { get; } = NewValue();

    /// <summary>One that no database knows.</summary>
    public static string Unknown { get; } = NewValue();

    /// <summary>The value of the token of one role.</summary>
    public static string Of(string role) => Values[role];

    /// <summary>Lets a client send a token with each request.</summary>
    public static HttpClient With(this HttpClient client, string token)
    {
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Lets a client send the administrator's token with each request.</summary>
    public static HttpClient AsAdmin(this HttpClient client) => client.With(Admin);

    /// <summary>Puts users and tokens into a main database that has the schema; again, it changes nothing.</summary>
    public static Task SeedAsync(PostgresNode main, CancellationToken cancellationToken = default) =>
        main.ExecuteAsync(Sql, cancellationToken);

    /// <summary>The SHA-256 under which a token is kept.</summary>
    public static string HashOf(string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));

    private static string Sql => string.Concat(
    [
        .. Roles.Select((role, number) =>
            $"""
            insert into "user" (id, name, created_at) values ('{Id(1, number)}', '{role}', now()) on conflict do nothing;
            insert into user_role (id, user_id, role) values ('{Id(2, number)}', '{Id(1, number)}', '{role}') on conflict do nothing;
            {Token(number, role, Values[role])}
            """),
        Token(10, "expired", Expired, expires: "now() - interval '1 day'"),
        Token(11, "revoked", Revoked, revoked: "now() - interval '1 day'"),
    ]);

    private static string Token(int number, string name, string value, string expires = "null", string revoked = "null") =>
        $"""
        insert into api_token (id, kind, user_id, name, scopes, token_hash, prefix, site_name, created_at, expires_at, revoked_at)
        values (gen_random_uuid(), 'ordinary', '{Id(1, number < Roles.Length ? number : 0)}', '{name}', '*:*', '{HashOf(value)}',
            '{value[..22]}', 'test', now(), {expires}, {revoked}) on conflict do nothing;

        """;

    private static string Id(int kind, int number) => $"00000000-0000-7000-800{kind}-00000000000{number}";

    private static string NewValue() => "ops_api_token_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
