using System.Buffers;
using System.Globalization;

namespace CcatOps.Application.Serialization;

/// <summary>
/// A JSON number as the decimal number that its text denotes. PostgreSQL's <c>jsonb</c> holds exactly that number, which a double may only
/// approximate.
/// </summary>
public readonly ref struct JsonNumber
{
    /// <summary>The magnitude at which exponents are cut off. It is far beyond what <c>numeric</c> and double can hold.</summary>
    public const int LargestExponent = 1_000_000;

    /// <summary>The digits before the decimal point beyond which an exponent is written.</summary>
    private const int LongestPlain = 21;

    private readonly ReadOnlySpan<byte> text;
    private readonly bool isNegative;
    private readonly ReadOnlySpan<byte> whole;
    private readonly ReadOnlySpan<byte> fraction;

    /// <param name="text">The text of a valid JSON number.</param>
    public JsonNumber(ReadOnlySpan<byte> text)
    {
        this.text = text;
        isNegative = text is [(byte)'-', ..];
        var digits = isNegative ? text[1..] : text;
        var exponentAt = digits.IndexOfAny((byte)'e', (byte)'E');
        if (exponentAt >= 0)
        {
            Exponent = ReadExponent(digits[(exponentAt + 1)..]);
            digits = digits[..exponentAt];
        }

        var pointAt = digits.IndexOf((byte)'.');
        whole = pointAt < 0 ? digits : digits[..pointAt];
        fraction = pointAt < 0 ? [] : digits[(pointAt + 1)..];
    }

    /// <summary>The exponent as written, at most <see cref="LargestExponent"/> in magnitude.</summary>
    public int Exponent { get; }

    /// <summary>
    /// The digits after the decimal point when written without an exponent, trailing zeros included: the scale that <c>numeric</c> stores.
    /// </summary>
    public int Scale => Math.Max(0, fraction.Length - Exponent);

    /// <summary>An upper bound of the characters that the number has when written without an exponent, as PostgreSQL writes it.</summary>
    public int WrittenLength => 2 + whole.Length + Math.Max(0, Exponent) + Scale;

    /// <summary>
    /// Writes the number as RFC 8785 does, but from its decimal digits and not from a double: two numbers are written alike if and only if they
    /// are equal, however many digits they have.
    /// </summary>
    public void WriteCanonical(IBufferWriter<byte> output)
    {
        if (IsCanonical)
        {
            output.Write(text);
            return;
        }

        var length = whole.Length + fraction.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        whole.CopyTo(rented);
        fraction.CopyTo(rented.AsSpan(whole.Length));
        var all = rented.AsSpan(0, length);
        var significant = all.TrimStart((byte)'0');
        var point = whole.Length + Exponent - (all.Length - significant.Length);
        significant = significant.TrimEnd((byte)'0');
        if (significant.IsEmpty)
        {
            output.Write("0"u8);
        }
        else
        {
            if (isNegative)
                output.Write("-"u8);
            WriteLaidOut(output, significant, point);
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Whether this is clear at a glance, as it is for most numbers.</summary>
    private bool IsCanonical => whole.Length <= LongestPlain
        && text.Length == (isNegative ? 1 : 0) + whole.Length + (fraction.IsEmpty ? 0 : 1 + fraction.Length)
        && (fraction.IsEmpty ? !whole.SequenceEqual("0"u8) || !isNegative : fraction[^1] != '0' && (whole[0] != '0' || fraction[0] != '0'));

    /// <summary>Lays digits out as ECMAScript's Number::toString does. https://tc39.es/ecma262/#sec-numeric-types-number-tostring</summary>
    private static void WriteLaidOut(IBufferWriter<byte> output, ReadOnlySpan<byte> digits, int point)
    {
        const int mostLeadingZeros = 6;
        if (point > LongestPlain || point <= -mostLeadingZeros)
        {
            output.Write(digits[..1]);
            WriteFraction(output, digits[1..]);
            output.Write(point > 0 ? "e+"u8 : "e-"u8);
            Span<byte> exponent = stackalloc byte[12];
            Math.Abs(point - 1).TryFormat(exponent, out var written, default, CultureInfo.InvariantCulture);
            output.Write(exponent[..written]);
        }
        else if (point <= 0)
        {
            output.Write("0."u8);
            output.Write("000000"u8[..-point]);
            output.Write(digits);
        }
        else
        {
            output.Write(digits[..Math.Min(point, digits.Length)]);
            output.Write("000000000000000000000"u8[..Math.Max(0, point - digits.Length)]);
            WriteFraction(output, digits[Math.Min(point, digits.Length)..]);
        }
    }

    private static void WriteFraction(IBufferWriter<byte> output, ReadOnlySpan<byte> digits)
    {
        if (digits.IsEmpty)
            return;
        output.Write("."u8);
        output.Write(digits);
    }

    private static int ReadExponent(ReadOnlySpan<byte> text)
    {
        var digits = text.TrimStart("+-"u8).TrimStart((byte)'0');
        var magnitude = digits.Length <= 7 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var read)
            ? Math.Min(read, LargestExponent)
            : digits.IsEmpty ? 0 : LargestExponent;
        return text is [(byte)'-', ..] ? -magnitude : magnitude;
    }
}
