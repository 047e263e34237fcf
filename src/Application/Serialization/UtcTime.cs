using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CcatOps.Application.Serialization;

/// <summary>
/// Times as clients send them. One without a zone is refused, for it names no moment. Kept in UTC to the microsecond, the resolution of
/// <c>timestamptz</c>, so that a record reads the same before and after it has been in the database.
/// </summary>
public static partial class UtcTime
{
    /// <summary>The forms that are accepted, in words.</summary>
    public const string Forms =
        "an ISO 8601 time with its zone: YYYY-MM-DDThh:mm, then optionally :ss and a fraction, then Z, +hh, +hhmm or +hh:mm, "
        + "such as 2023-03-28T02:38:42Z";

    private static readonly string[] MinuteForms = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd' 'HH:mm"];

    /// <summary>The largest offset that a zone has had.</summary>
    private static readonly TimeSpan LargestOffset = TimeSpan.FromHours(14);

    /// <summary>Cuts a time to the microsecond.</summary>
    public static DateTimeOffset ToMicroseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    public static DateTimeOffset GetUtcMicroseconds(this TimeProvider time) => ToMicroseconds(time.GetUtcNow());

    /// <exception cref="JsonException">It is none of <see cref="Forms"/>.</exception>
    public static DateTimeOffset Read(ref Utf8JsonReader reader) =>
        UtcTimeConverter.TryReadPlain(ref reader, out var time) || (reader.TokenType == JsonTokenType.String && TryParse(reader.GetString()!, out time))
            ? time
            : throw new JsonException($"Expected {Forms}.");

    public static bool TryParse(string text, out DateTimeOffset time) => TryParse(text, out time, out _);

    /// <param name="text">One of <see cref="Forms"/>.</param>
    /// <param name="time">The moment. Digits beyond the microsecond are cut off.</param>
    /// <param name="isLeapSecond">Whether the text names a leap second. Its time is that of the next second, as PostgreSQL reads it.</param>
    public static bool TryParse(string text, out DateTimeOffset time, out bool isLeapSecond)
    {
        time = default;
        isLeapSecond = false;
        if (Form().Match(text) is not { Success: true } form
            || !DateTime.TryParseExact(form.Groups["minute"].Value.ToUpperInvariant(), MinuteForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var minute)
            || SecondsOf(form) is not { } seconds
            || OffsetOf(form) is not { } offset
            || minute.Ticks + seconds.Ticks - offset.Ticks is var ticks && (ticks < 0 || ticks > DateTime.MaxValue.Ticks))
        {
            return false;
        }

        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        isLeapSecond = seconds >= TimeSpan.FromMinutes(1);
        // Leap seconds follow the last second of a month in UTC.
        return !isLeapSecond || time is { Day: 1, Hour: 0, Minute: 0, Second: 0 };
    }

    /// <summary>The seconds with their fraction, cut to microseconds; null if there are more than 60.</summary>
    private static TimeSpan? SecondsOf(Match form)
    {
        var second = NumberOf(form.Groups["second"]);
        var micros = NumberOf(form.Groups["micros"].Value.PadRight(6, '0'));
        return second <= 60 ? new TimeSpan((second * TimeSpan.TicksPerSecond) + (micros * TimeSpan.TicksPerMicrosecond)) : null;
    }

    private static TimeSpan? OffsetOf(Match form)
    {
        var minutes = NumberOf(form.Groups["offsetMinutes"]);
        var offset = new TimeSpan(NumberOf(form.Groups["offsetHours"]), minutes, 0);
        return minutes > 59 || offset > LargestOffset ? null : form.Groups["sign"].Value == "-" ? -offset : offset;
    }

    private static int NumberOf(Group group) => NumberOf(group.Value);

    private static int NumberOf(string digits) => digits.Length == 0 ? 0 : int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        "^(?<minute>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2})(:(?<second>[0-9]{2})([.,](?<micros>[0-9]{1,6})[0-9]{0,24})?)?"
        + "([Zz]|(?<sign>[+-])(?<offsetHours>[0-9]{2})(:?(?<offsetMinutes>[0-9]{2}))?)\\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
