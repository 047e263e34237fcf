using System.Numerics;

namespace CcatOps.Application.Reads.Overlay;

/// <summary>Finds places in an array by a hash of what stands there: two arrays of numbers, however many there are.</summary>
internal readonly struct HashIndex
{
    private readonly int[] first;
    private readonly int[] next;

    /// <param name="count">How many places there are.</param>
    /// <param name="hashOf">The hash of each.</param>
    public HashIndex(int count, Func<int, int> hashOf)
    {
        first = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(count, 1))];
        next = new int[count];
        for (var place = 0; place < count; place++)
        {
            ref var head = ref first[hashOf(place) & (first.Length - 1)];
            (next[place], head) = (head, place + 1);
        }
    }

    /// <summary>The first place where the hash may be; -1: there is none.</summary>
    public int First(int hash) => first[hash & (first.Length - 1)] - 1;

    /// <summary>The next place where the same hash may be; -1: there is none.</summary>
    public int Next(int place) => next[place] - 1;
}
