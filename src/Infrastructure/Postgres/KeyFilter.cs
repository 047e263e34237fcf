namespace CcatOps.Infrastructure.Postgres;

/// <summary>
/// A Bloom filter over 64-bit hashes: it contains each hash that was added, and about one in a hundred others. It grows in layers, each
/// of twice the size. One thread adds while others ask. Source: B. H. Bloom, Communications of the ACM 13 (1970) 422.
/// </summary>
internal sealed class KeyFilter(int capacity = KeyFilter.FirstCapacity)
{
    private const int FirstCapacity = 1 << 18;
    private const int BitsPerKey = 10;
    private const int Probes = 7;

    private volatile Layer[] layers = [new(capacity)];

    public void Add(ulong hash)
    {
        if (MayContain(hash))
            return;
        var last = layers[^1];
        if (last.IsFull)
            layers = [.. layers, last = new(last.Capacity * 2)];
        last.Add(hash);
    }

    public bool MayContain(ulong hash)
    {
        foreach (var layer in layers)
        {
            if (layer.MayContain(hash))
                return true;
        }

        return false;
    }

    private sealed class Layer(int capacity)
    {
        private readonly ulong[] words = new ulong[((long)capacity * BitsPerKey / 64) + 1];
        private int count;

        public int Capacity => capacity;

        public bool IsFull => count >= capacity;

        public void Add(ulong hash)
        {
            count++;
            for (var probe = 0; probe < Probes; probe++)
            {
                var bit = BitOf(hash, probe);
                words[bit >> 6] |= 1UL << (int)(bit & 63);
            }
        }

        public bool MayContain(ulong hash)
        {
            for (var probe = 0; probe < Probes; probe++)
            {
                var bit = BitOf(hash, probe);
                if ((words[bit >> 6] & (1UL << (int)(bit & 63))) == 0)
                    return false;
            }

            return true;
        }

        /// <summary>The halves of a hash give as many independent ones as are wanted.</summary>
        private long BitOf(ulong hash, int probe) =>
            (long)(((hash >> 32) + ((ulong)probe * (uint)(hash | 1))) % ((ulong)words.Length * 64));
    }
}
