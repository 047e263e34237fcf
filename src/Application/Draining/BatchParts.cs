using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Draining;

/// <summary>
/// A batch on its way to the main database, in parts that share no entity. What is refused is divided until it stands alone, while the
/// others go on; within a part a transaction never overtakes an earlier one.
/// </summary>
internal sealed class BatchParts(IReadOnlyList<BufferedTransaction> batch, GroupSize size)
{
    private IReadOnlyList<Part> parts = Parts(batch, size);
    private Part[] open = [];

    public bool IsDivided { get; private set; }

    /// <summary>What is to be sent next: a piece of each part, without what waits for something that is held back.</summary>
    /// <returns>Empty: all is settled.</returns>
    public IReadOnlyList<IReadOnlyList<BufferedTransaction>> Next(HashSet<string> heldBack)
    {
        open = [.. parts.Where(part => part.SkipTo(heldBack))];
        return [.. open.Select(part => part.Next)];
    }

    /// <summary>Takes the answer to what was sent.</summary>
    /// <param name="refusals">Why pieces were refused, by their places.</param>
    /// <returns>What was applied, and what was refused by itself; what was refused with others is sent anew.</returns>
    public (IReadOnlyList<BufferedTransaction> Applied, IReadOnlyList<(BufferedTransaction Entry, Failure Failure)> Refused) Take(
        IReadOnlyDictionary<int, Failure> refusals)
    {
        var applied = new List<BufferedTransaction>();
        var refused = new List<(BufferedTransaction, Failure)>();
        var rest = new List<Part>(open.Length);
        foreach (var (place, part) in open.Index())
        {
            if (!refusals.TryGetValue(place, out var failure))
                applied.AddRange(part.Next);
            else if (part.Next is [var single])
                refused.Add((single, failure));
            rest.AddRange(failure is null || part.Next.Count == 1 ? part.WithoutNext() : part.Divided());
        }

        IsDivided |= refusals.Count > 0;
        parts = rest;
        return (applied, refused);
    }

    private static IReadOnlyList<Part> Parts(IReadOnlyList<BufferedTransaction> transactions, GroupSize size) =>
        [.. EntityGroups.Of(transactions, size).Select(group => new Part(group))];

    /// <summary>Pieces that go one after the other.</summary>
    private sealed class Part
    {
        private readonly Stack<IReadOnlyList<BufferedTransaction>> pieces = new();

        public Part(IReadOnlyList<BufferedTransaction> transactions) => pieces.Push(transactions);

        public IReadOnlyList<BufferedTransaction> Next => pieces.Peek();

        /// <returns>Whether there is anything to send.</returns>
        public bool SkipTo(HashSet<string> heldBack)
        {
            while (pieces.TryPop(out var piece))
            {
                var allowed = EntityOrder.WithoutHeldBack(piece, heldBack);
                if (allowed.Count == 0)
                    continue;
                pieces.Push(allowed);
                return true;
            }

            return false;
        }

        public IReadOnlyList<Part> WithoutNext()
        {
            pieces.Pop();
            return pieces.Count == 0 ? [] : [this];
        }

        public IReadOnlyList<Part> Divided()
        {
            var piece = pieces.Pop();
            if (pieces.Count == 0
                && Parts(piece, piece.Count > GroupSize.Small.Count ? GroupSize.Small : GroupSize.Smallest) is { Count: > 1 } smaller)
            {
                return smaller;
            }

            var half = piece.Count / 2;
            pieces.Push([.. piece.Skip(half)]);
            pieces.Push([.. piece.Take(half)]);
            return [this];
        }
    }
}
