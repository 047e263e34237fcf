using System.Numerics;

namespace CcatOps.Infrastructure.Journal;

/// <summary>Sequences, a bit for each: a million that follow each other take 128 kB.</summary>
internal sealed class SequenceSet
{
    private const int WordBits = 64;
    private const int PageBits = 1 << 14;

    private readonly SortedDictionary<long, ulong[]> pages = [];

    /// <param name="sequence">From 1 on; what is below is no place in the order, and left out.</param>
    public void Add(long sequence)
    {
        if (sequence < 1)
            return;
        var bit = (int)(sequence % PageBits);
        PageOf(sequence / PageBits)[bit / WordBits] |= 1UL << (bit % WordBits);
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

    /// <summary>Null: the other has all.</summary>
    public long? LeastNotIn(SequenceSet other)
    {
        foreach (var sequence in Ascending())
        {
            if (!other.Contains(sequence))
                return sequence;
        }

        return null;
    }

    /// <summary>Where sequences are missing, ascending.</summary>
    /// <param name="upTo">Above it nothing is missing.</param>
    /// <param name="join">Two places with so few between them are told as one, which then holds some that are not missing.</param>
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

    private IEnumerable<(long Least, long Greatest)> Gaps(long upTo)
    {
        var next = 1L;
        foreach (var present in Ascending().TakeWhile(sequence => sequence <= upTo))
        {
            if (present > next)
                yield return (next, present - 1);
            next = present + 1;
        }

        if (next <= upTo)
            yield return (next, upTo);
    }

    private IEnumerable<long> Ascending()
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

    private ulong[] PageOf(long number)
    {
        if (!pages.TryGetValue(number, out var words))
            pages.Add(number, words = new ulong[PageBits / WordBits]);
        return words;
    }
}
