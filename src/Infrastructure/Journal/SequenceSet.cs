using System.Globalization;
using System.Numerics;

namespace CcatOps.Infrastructure.Journal;

/// <summary>A set of sequences, one bit each: a million consecutive ones take 128 kB.</summary>
internal sealed class SequenceSet
{
    private const int WordBits = 64;
    private const int PageBits = 1 << 14;

    private readonly SortedDictionary<long, ulong[]> pages = [];

    public bool IsEmpty => pages.Count == 0;

    public long Greatest => Descending().FirstOrDefault();

    public static SequenceSet Of(IEnumerable<long> sequences)
    {
        var set = new SequenceSet();
        foreach (var sequence in sequences)
            set.Add(sequence);
        return set;
    }

    /// <summary>Parses ranges such as <c>1-5,9</c>.</summary>
    /// <exception cref="FormatException">The text is not a list of ranges.</exception>
    public static SequenceSet Parse(string ranges)
    {
        var set = new SequenceSet();
        foreach (var range in ranges.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = range.Split('-');
            set.AddRange(Number(ends[0]), Number(ends[^1]));
        }

        return set;
    }

    /// <param name="sequence">A sequence from 1 on; others are ignored.</param>
    public void Add(long sequence)
    {
        if (sequence < 1)
            return;
        var bit = (int)(sequence % PageBits);
        PageOf(sequence / PageBits)[bit / WordBits] |= 1UL << (bit % WordBits);
    }

    public void AddRange(long least, long greatest)
    {
        for (var sequence = Math.Max(least, 1); sequence <= greatest;)
        {
            if (sequence % WordBits == 0 && sequence + WordBits - 1 <= greatest)
            {
                PageOf(sequence / PageBits)[sequence % PageBits / WordBits] = ulong.MaxValue;
                sequence += WordBits;
            }
            else
            {
                Add(sequence++);
            }
        }
    }

    public bool Contains(long sequence)
    {
        var bit = (int)(sequence % PageBits);
        return sequence > 0
            && pages.TryGetValue(sequence / PageBits, out var words)
            && (words[bit / WordBits] & (1UL << (bit % WordBits))) != 0;
    }

    public void UnionWith(SequenceSet other)
    {
        foreach (var (number, words) in other.pages)
        {
            var own = PageOf(number);
            for (var i = 0; i < words.Length; i++)
                own[i] |= words[i];
        }
    }

    public void RemoveBelow(long sequence)
    {
        foreach (var number in pages.Keys.TakeWhile(number => (number + 1) * PageBits <= sequence).ToArray())
            pages.Remove(number);
        RemoveAll(Ascending().TakeWhile(present => present < sequence).ToArray());
    }

    public void RemoveFrom(long sequence)
    {
        foreach (var number in pages.Keys.Where(number => number * PageBits >= sequence).ToArray())
            pages.Remove(number);
        if (pages.TryGetValue(sequence / PageBits, out var words))
        {
            var first = (int)(sequence % PageBits);
            for (var bit = first; bit < PageBits; bit++)
                words[bit / WordBits] &= ~(1UL << (bit % WordBits));
        }
    }

    public void RemoveAll(IEnumerable<long> sequences)
    {
        foreach (var sequence in sequences)
        {
            var bit = (int)(sequence % PageBits);
            if (pages.TryGetValue(sequence / PageBits, out var words))
                words[bit / WordBits] &= ~(1UL << (bit % WordBits));
        }
    }

    /// <summary>The least sequence that the other set lacks; null if it has all.</summary>
    public long? LeastNotIn(SequenceSet other)
    {
        foreach (var (number, words) in pages)
        {
            var others = other.pages.GetValueOrDefault(number);
            for (var i = 0; i < words.Length; i++)
            {
                if ((words[i] & ~(others?[i] ?? 0)) is not 0 and var missing)
                    return number * PageBits + i * WordBits + BitOperations.TrailingZeroCount(missing);
            }
        }

        return null;
    }

    /// <summary>The ranges in which sequences are missing, ascending.</summary>
    /// <param name="upTo">The last sequence to look at.</param>
    /// <param name="join">Two ranges separated by at most so many sequences are returned as one.</param>
    public IEnumerable<(long Least, long Greatest)> Missing(long upTo, int join)
    {
        (long Least, long Greatest)? last = null;
        foreach (var gap in Gaps(upTo))
        {
            if (last is { } before && gap.Least - before.Greatest > join)
                yield return before;
            else if (last is { } joined)
            {
                last = (joined.Least, gap.Greatest);
                continue;
            }

            last = gap;
        }

        if (last is { } end)
            yield return end;
    }

    public IEnumerable<long> Ascending()
    {
        foreach (var (number, words) in pages)
        {
            for (var i = 0; i < words.Length; i++)
            {
                for (var rest = words[i]; rest != 0; rest &= rest - 1)
                    yield return number * PageBits + i * WordBits + BitOperations.TrailingZeroCount(rest);
            }
        }
    }

    /// <summary>The set as ranges, such as <c>1-5,9</c>.</summary>
    public override string ToString() => string.Join(',', Ranges().Select(range => range.Least == range.Greatest
        ? string.Create(CultureInfo.InvariantCulture, $"{range.Least}")
        : string.Create(CultureInfo.InvariantCulture, $"{range.Least}-{range.Greatest}")));

    private IEnumerable<long> Descending()
    {
        foreach (var (number, words) in pages.Reverse())
        {
            for (var i = words.Length - 1; i >= 0; i--)
            {
                if (words[i] != 0)
                    yield return number * PageBits + i * WordBits + WordBits - 1 - BitOperations.LeadingZeroCount(words[i]);
            }
        }
    }

    private IEnumerable<(long Least, long Greatest)> Ranges()
    {
        (long Least, long Greatest)? range = null;
        foreach (var sequence in Ascending())
        {
            if (range is { } open && open.Greatest == sequence - 1)
            {
                range = (open.Least, sequence);
                continue;
            }

            if (range is { } closed)
                yield return closed;
            range = (sequence, sequence);
        }

        if (range is { } last)
            yield return last;
    }

    private IEnumerable<(long Least, long Greatest)> Gaps(long upTo)
    {
        var next = 1L;
        foreach (var present in Ranges())
        {
            if (next > upTo)
                yield break;
            if (present.Least > next)
                yield return (next, Math.Min(present.Least - 1, upTo));
            next = present.Greatest + 1;
        }

        if (next <= upTo)
            yield return (next, upTo);
    }

    private ulong[] PageOf(long number)
    {
        if (!pages.TryGetValue(number, out var words))
            pages.Add(number, words = new ulong[PageBits / WordBits]);
        return words;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
