using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CcatOps.Infrastructure.IntegrationTests.Values;

/// <summary>Bodies as clients might send them, at and beyond the limits of PostgreSQL. One seed gives the same bodies again.</summary>
internal sealed class HostileBodies(int seed)
{
    private static readonly string[] Numbers =
    [
        "0", "-0", "-0.0", "1", "1.0", "100e-2", "9007199254740993", "18446744073709551616", "5e-324", "-1e-400", "1.7976931348623157e308", "1e309",
        "1e-16383", "1e-16384", "1.5e-16383", "0e-16383", "0.0e-16383", "1e-20000", "1e200000", "0e200000", "0e99999999999", "1e131071", "1e-99999999999",
        "0.1000000000000000000000000000000000000000000000000000000001",
    ];

    private static readonly string[] Letters =
        ["x", "é", "望", "🔭", "e\u0301", "\u0001", "\u007f", "\u200b", "\u202e", "\ufeff", "\uffff", "\"", "\\", "/", "\n", "'", "$1", "\u001f", " "];

    private static readonly string[] Times =
        ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.9999999Z", "1582-10-10T00:00:00Z", "1970-01-01T00:00:00-14:00"];

#pragma warning disable CA5394 // One seed must give the same bodies again.
    private readonly Random random = new(seed);

    public string Key() => Repeated(() => $"{(char)random.Next('!', '~' + 1)}", random.Next(2) == 0 ? 255 : random.Next(1, 40));

    public string Execution(int obsUnitId) => Members(
        ("obs_unit_id", $"{obsUnitId}"), ("id", Maybe(Id)), ("start_time", Maybe(Time)), ("instrument_module", Maybe(() => Text(200))),
        ("comment", Maybe(() => Text(10_000))), ("conditions", Maybe(() => Object(0))));

    public string Finish() => Members(("status", """
        "completed"
        """), ("end_time", Maybe(Time)));

    public string File(Guid execution) => Members(
        ("executed_obs_unit_id", $"\"{execution}\""), ("name", Text(1_000)), ("id", Maybe(Id)), ("relative_path", Maybe(() => Text(4_000))),
        ("size_bytes", Maybe(() => random.Next(3) == 0 ? $"{long.MaxValue}" : $"{random.NextInt64()}")),
        ("checksum", Maybe(() => $"\"other:{Convert.ToHexString(Bytes(random.Next(1, 129)))}\"")), ("instrument_module", Maybe(() => Text(200))));

    public string ObsUnit() => Members(
        ("name", Text(200)), ("target", Maybe(() => Text(200))), ("ra", Maybe(() => Angle(360))), ("dec", Maybe(() => Angle(90))),
        ("duration_seconds", Maybe(() => Angle(double.MaxValue))), ("configuration", Maybe(() => Object(0))));

    public string Token() => Members(
        ("name", $"\"{Repeated(() => $"{"aZ0-_.@"[random.Next(7)]}", random.Next(1, 101))}\""), ("note", Maybe(() => Text(1_000))),
        ("owner", $"\"{Repeated(() => $"{"aZ0-_.@"[random.Next(7)]}", random.Next(1, 101))}\""), ("role", "\"observer\""));

    public string Reason() => Members(("reason", Text(1_000)));

    private string Object(int depth)
    {
        if (random.Next(20) == 0)
            return Nested(random.Next(28, 36));
        var names = Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(8) == 0 ? "\"\"" : Text(random.Next(2) == 0 ? 20 : 3_000)).Distinct();
        return $"{{{string.Join(',', names.Select(name => $"{name}:{Value(depth + 1)}"))}}}";
    }

    private string Value(int depth) => random.Next(depth > 5 ? 5 : 8) switch
    {
        0 => random.Next(20) == 0 ? "\"\\u0000\"" : Text(2_000),
        1 or 2 => Number(),
        3 => "null",
        4 => "true",
        5 => $"[{string.Join(',', Enumerable.Range(0, random.Next(6)).Select(_ => Value(depth + 1)))}]",
        _ => Object(depth),
    };

    private string Number() => random.Next(4) switch
    {
        0 => random.Next(2) == 0 ? Numbers[random.Next(Numbers.Length)] : Numbers[random.Next(10)],
        1 => random.NextDouble().ToString("R", CultureInfo.InvariantCulture),
        2 => $"{(random.Next(2) == 0 ? "-" : "")}{random.Next()}.{Digits(random.Next(12) == 0 ? random.Next(16_370, 16_390) : random.Next(1, 400))}",
        _ => $"{random.Next(1, 10)}.{Digits(random.Next(1, 30))}E{random.Next(-320, 310)}",
    };

    private string Time() => random.Next(3) == 0
        ? $"\"{Times[random.Next(Times.Length)]}\""
        : string.Create(CultureInfo.InvariantCulture, $"\"{new DateTime(random.NextInt64(DateTime.MaxValue.Ticks)):yyyy-MM-ddTHH:mm:ss.fffffff}{random.Next(-13, 14):+00;-00}:30\"");

    private string Angle(double most) => random.Next(3) switch
    {
        0 => Numbers[random.Next(10)],
        1 => (random.NextDouble() * most).ToString("R", CultureInfo.InvariantCulture),
        _ => most.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>A text about as long as allowed, or short; of letters that compress and of others.</summary>
    private string Text(int longest)
    {
        var letter = Letters[random.Next(Letters.Length)];
        var length = random.Next(3) == 0 ? longest - random.Next(3) + 1 : random.Next(1, Math.Min(longest, 60));
        Func<string> next = random.Next(3) switch
        {
            0 => () => letter,
            1 => () => $"{(char)random.Next(0x4e00, 0x9fff)}",
            _ => () => Letters[random.Next(Letters.Length)],
        };
        return JsonSerializer.Serialize($"t{Repeated(next, length - 1)}");
    }

    private static string Nested(int depth) => $"{{\"a\":{new string('[', depth - 1)}{new string(']', depth - 1)}}}";

    private string Digits(int count) => Repeated(() => $"{random.Next(10)}", count);

    private string Id() => $"\"{new Guid(Bytes(16))}\"";

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private string? Maybe(Func<string> value) => random.Next(3) == 0 ? null : value();
#pragma warning restore CA5394

    private static string Repeated(Func<string> next, int length)
    {
        var text = new StringBuilder();
        while (text.Length < length)
            text.Append(next());
        return text.ToString();
    }

    private static string Members(params (string Name, string? Value)[] members) =>
        $"{{{string.Join(',', members.Where(member => member.Value is not null).Select(member => $"\"{member.Name}\":{member.Value!.Trim()}"))}}}";
}
