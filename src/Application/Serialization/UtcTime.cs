using System.Text.Json;

namespace CcatOps.Application.Serialization;

public static class UtcTime
{
    /// <summary>Cuts a time to the microsecond, the resolution of <c>timestamptz</c>.</summary>
    public static DateTimeOffset ToMicroseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    public static DateTimeOffset GetUtcMicroseconds(this TimeProvider time) => ToMicroseconds(time.GetUtcNow());

    /// <exception cref="JsonException">It is no ISO 8601 time that names its zone.</exception>
    internal static DateTimeOffset Read(ref Utf8JsonReader reader) => UtcTimeConverter.Read(ref reader);

    /// <summary>Reads an ISO 8601 time that names its zone.</summary>
    public static bool TryParse(string text, out DateTimeOffset time) => UtcTimeConverter.TryParse(text, out time);
}
