using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Draining;

/// <summary>
/// A batch on its way to the main database, in pieces. What is refused is divided until it stands alone, while the others go on. Pieces that
/// share an entity go in order, and main skips one whose predecessor it does not have.
/// </summary>
/// <param name="batch">The batch to send.</param>
/// <param name="size">How much a piece may hold at first.</param>
/// <param name="isDoubtful">Which of them were not taken before: each is a piece of its own, so that it takes nothing with it again.</param>
internal sealed class BatchParts(IReadOnlyList<BufferedTransaction> batch, GroupSize size, Func<Guid, bool> isDoubtful)
{
    private List<Piece> pieces = [.. Pieces(batch, size).SelectMany(piece => piece.Apart(isDoubtful))];
    private List<Piece> sent = [];

    public bool IsDivided { get; private set; }

    /// <summary>Returns the groups to send next, without those that wait behind something held back or deferred.</summary>
    /// <returns>Empty: all is settled.</returns>
    public IReadOnlyList<IReadOnlyList<BufferedTransaction>> Next(HashSet<string> heldBack)
    {
        pieces = [.. pieces.Select(piece => piece.Without(heldBack)).Where(piece => piece.Transactions.Count > 0)];
        sent = pieces.Exists(piece => piece.WasSkipped) ? [.. WithoutWaiting()] : pieces;
        return [.. sent.Select(piece => piece.Transactions)];
    }

    /// <summary>Takes the answer to what was sent.</summary>
    /// <returns>The applied transactions, and those refused alone. Transactions that were refused together are sent again.</returns>
    public (IReadOnlyList<BufferedTransaction> Applied, IReadOnlyList<(BufferedTransaction Entry, Failure Failure)> Refused) Take(
        BatchOutcome.Answered answer)
    {
        var applied = new List<BufferedTransaction>();
        var refused = new List<(BufferedTransaction, Failure)>();
        var rest = new Dictionary<Piece, IEnumerable<Piece>>();
        foreach (var (place, piece) in sent.Index())
        {
            rest[piece] = [];
            if (answer.Skipped.Contains(place))
                rest[piece] = [piece with { WasSkipped = true }];
            else if (!answer.Refusals.TryGetValue(place, out var failure))
                applied.AddRange(piece.Transactions);
            else if (piece.Transactions is [var single])
                refused.Add((single, failure));
            else
                rest[piece] = Pieces(piece.Transactions, GroupSize.Below(piece.Transactions.Count));
        }

        IsDivided |= answer.Refusals.Count > 0;
        pieces = [.. pieces.SelectMany(piece => rest.GetValueOrDefault(piece) ?? [piece])];
        return (applied, refused);
    }

    private static IEnumerable<Piece> Pieces(IReadOnlyList<BufferedTransaction> transactions, GroupSize size) =>
        EntityGroups.Of(transactions, size).Select(group => new Piece(group));

    /// <summary>Skips a group while the one before it is still being divided: it would only be skipped again, and would cross the link in vain.</summary>
    private IEnumerable<Piece> WithoutWaiting()
    {
        var (divided, waiting) = (new HashSet<string>(), new HashSet<string>());
        foreach (var piece in pieces)
        {
            if (waiting.Overlaps(piece.Entities) || (piece.WasSkipped && divided.Overlaps(piece.Entities)))
            {
                waiting.UnionWith(piece.Entities);
                continue;
            }

            if (!piece.WasSkipped)
                divided.UnionWith(piece.Entities);
            yield return piece;
        }
    }

    private sealed record Piece(IReadOnlyList<BufferedTransaction> Transactions, bool WasSkipped = false)
    {
        public IEnumerable<string> Entities => Transactions.SelectMany(entry => entry.Transaction.Entities);

        public IEnumerable<Piece> Apart(Func<Guid, bool> isDoubtful)
        {
            var rest = new List<BufferedTransaction>(Transactions.Count);
            foreach (var entry in Transactions)
            {
                if (!isDoubtful(entry.Transaction.Id))
                {
                    rest.Add(entry);
                    continue;
                }

                if (rest.Count > 0)
                    yield return new([.. rest]);
                yield return new([entry]);
                rest.Clear();
            }

            if (rest.Count > 0)
                yield return new(rest);
        }

        public Piece Without(HashSet<string> heldBack) =>
            heldBack.Count == 0 ? this : this with { Transactions = EntityOrder.WithoutHeldBack(Transactions, heldBack) };
    }
}
