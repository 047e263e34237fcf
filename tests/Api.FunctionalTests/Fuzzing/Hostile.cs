namespace CcatOps.Api.FunctionalTests.Fuzzing;

/// <summary>Values that must never get through, or must get through unharmed.</summary>
internal static class Hostile
{
    private const int Long = 20_000;

    /// <summary>Texts that a client might send by mistake or on purpose; they go into paths, queries, headers and bodies.</summary>
    public static readonly IReadOnlyList<string> Texts =
    [
        "", " ", "\t", "null", "undefined", "true", "0", "-1", "1", "1.5", "01", "+1", "1e3", "0x10", "NaN", "Infinity", "2147483647", "2147483648",
        "-2147483649", "9223372036854775807", "9223372036854775808", "1e308", "1e999", "-0", "99999999999999999999999999999999999999",
        "'", "\"", "\\", "`", ";", "--", "' or '1'='1", "1; drop table raw_data_file; --", "' union select * from pg_shadow --", "$1", "$$", "@id",
        "{{7*7}}", "${jndi:ldap://127.0.0.1/a}", "$(reboot)", "`id`", "| id", "%s%s%n", "%", "%00", "%zz", "%25%30%30", "..", "../../etc/passwd",
        "..\\..\\", "/etc/passwd", "//", "?", "#", "&", "a&b=c", "a=b", "<script>alert(1)</script>", "]]>", "\r\nX-Injected: 1", "a\nb", "a\0b", "\0",
        "\u0001", "\u001b[2J", "\u001b]0;a\u0007", "\r", "\u0085", "\u007f", "\u0080", "\u00a0", "\u200b", "\u202e", "\u2028", "\ufeff", "\ufffd", "\ufffe", "\uffff", "\ud800", "\udc00", "😀", "e\u0301", "é",
        "ß", "İ", "ﷺ", "𝒳", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "{01872600-0000-7000-8000-000000000001}",
        "018726000000700080000000000001", "01872600-0000-7000-8000-00000000000g", "2023-02-30T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
        "2023-01-01T00:00:00", "2023-01-01T00:00:00+99:00", "10000-01-01T00:00:00Z", "2023-03-28T24:00:00Z", "1679970000", "2016-12-31T23:59:60Z",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "4713-01-01 BC", "infinity", "*", "W/\"1\"", "\"", "\"\"", "a,b", ",", "executed_obs_unit:",
        "executed_obs_unit:*", "KEYS *", "*3\r\n$3\r\nDEL", "site:observatory:transaction_buffer", new('a', 300), new('a', Long), new('é', Long), new('\ud83d', 64),
        string.Concat(Enumerable.Repeat("😀", 4_000)), new('9', 400), string.Concat(Enumerable.Repeat("../", 500)), new('\0', 16),
    ];

    /// <summary>JSON values as a body contains them; not all of them are JSON.</summary>
    public static readonly IReadOnlyList<string> Values =
    [
        "null", "true", "false", "0", "-0", "-1", "1", "1.5", "1e2", "1e-2", "2147483647", "2147483648", "-2147483649", "9223372036854775807",
        "9223372036854775808", "-9223372036854775809", "1e308", "1e309", "-1e999", "1e-999", "0.1e", "01", "+1", ".5", "5.", "NaN", "Infinity", "0x10",
        new('9', 400), "\"\"", "\" \"", "\"1\"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\uffff\"", "\"\\x\"", "\"\\u12\"",
        "\"\u0001\"", "\"\n\"", "\"", "'a'", "[]", "[null]", "[[]]", "[1,]", "[1", "{}", "{\"\":1}", "{\"a\":1,\"a\":2}", "{\"a\\u0000\":1}", "{\"\\ud800\":1}", "{\"a\":1,}",
        "{\"$type\":\"System.Object\"}", "{\"__proto__\":{}}", "{\"$ref\":\"1\",\"$id\":\"1\"}", "{\"a\":{\"b\":[{\"c\":1e400}]}}", "{a:1}", "undefined", "", ",", "//", "/**/1",
        Nested("[", "]", 20), Nested("[", "]", 70), Nested("[", "]", 5_000), Nested("{\"a\":", "}", 30, "1"), Nested("{\"a\":", "}", 33, "1"),
        Nested("{\"a\":", "}", 64, "1"), Nested("{\"a\":", "}", 5_000, "1"), $"[{string.Join(',', Enumerable.Repeat("1", 5_000))}]",
        $"\"{new string('a', 300)}\"", $"\"{new string('a', Long)}\"", $"\"{string.Concat(Enumerable.Repeat("\\ud83d\\ude00", 2_000))}\"",
        $"{{{string.Join(',', Enumerable.Range(0, 2_000).Select(n => $"\"k{n}\":{n}"))}}}",
        Array("{}", 20_000), Array("null", 20_000), Array("\"\"", 20_000), $"{{\"{new string('k', Long)}\":1}}", $"{{\"a\":{Array("1", 20_000)}}}",
    ];

    /// <summary>Content types that are not JSON, or not quite.</summary>
    public static readonly IReadOnlyList<string> ContentTypes =
    [
        "", "application/json; charset=utf-16", "application/json; charset=latin1", "application/json; charset=nonsense", "application/problem+json",
        "text/json", "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x",
        "application/octet-stream", "application/json, text/plain", "application/", "/", ";", "application/json;;;", "*/*", "APPLICATION/JSON",
    ];

    /// <summary>Headers that no operation describes, each with a life of its own in some framework.</summary>
    public static readonly IReadOnlyList<string> OtherHeaders =
    [
        "Accept", "Accept-Encoding", "Accept-Language", "Range", "If-Range", "If-Modified-Since", "If-Unmodified-Since", "Expect", "Cookie", "Origin", "Referer",
        "Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Original-URL", "X-HTTP-Method-Override", "traceparent", "tracestate",
        "baggage", "Content-Encoding", "Content-MD5", "Date", "Max-Forwards", "User-Agent", "X-Request-Id", "TE",
    ];

    private static string Array(string item, int count) => $"[{string.Join(',', Enumerable.Repeat(item, count))}]";

    private static string Nested(string open, string close, int depth, string inside = "") =>
        string.Concat(Enumerable.Repeat(open, depth)) + inside + string.Concat(Enumerable.Repeat(close, depth));
}
