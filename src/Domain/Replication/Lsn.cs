using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CcatOps.Domain.Replication;

/// <summary>
/// A log sequence number: a 64-bit byte position in PostgreSQL's write-ahead log, printed as two hexadecimal halves.
/// It compares as a number; as text <c>0/9FFFFF8</c> would come after <c>0/10000000</c>.
/// https://www.postgresql.org/docs/15/datatype-pg-lsn.html
/// </summary>
public readonly record struct Lsn(ulong Value) : IComparable<Lsn>, ISpanParsable<Lsn>
{
    public static bool operator <(Lsn left, Lsn right) => left.Value < right.Value;

    public static bool operator >(Lsn left, Lsn right) => left.Value > right.Value;

    public static bool operator <=(Lsn left, Lsn right) => left.Value <= right.Value;

    public static bool operator >=(Lsn left, Lsn right) => left.Value >= right.Value;

    public static Lsn Parse(string s, IFormatProvider? provider = null) => Parse(s.AsSpan(), provider);

    public static Lsn Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var lsn) ? lsn : throw new FormatException($"'{s}' is not a log sequence number such as 0/16B3748.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Lsn result) =>
        TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Lsn result)
    {
        result = default;
        var slash = s.IndexOf('/');
        if (slash is < 1 or > 8 || s.Length - slash - 1 is < 1 or > 8
            || !uint.TryParse(s[..slash], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
            || !uint.TryParse(s[(slash + 1)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low))
        {
            return false;
        }

        result = new Lsn(((ulong)high << 32) | low);
        return true;
    }

    public int CompareTo(Lsn other) => Value.CompareTo(other.Value);

    /// <summary>How many bytes of log lie between this position and an earlier one; zero when that one is not behind.</summary>
    public long BytesAheadOf(Lsn other) => Value > other.Value ? (long)(Value - other.Value) : 0;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(uint)(Value >> 32):X}/{(uint)Value:X}");
}
