using CcatOps.Application.FaultInjection;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Draining;

public sealed partial class BufferDrainer
{
    /// <summary>Applies a batch; what is refused is divided until it stands alone, while what shares no entity with it goes on.</summary>
    /// <returns>Whether the drain may go on.</returns>
    private async Task<bool> ApplyInPartsAsync(
        IReadOnlyList<BufferedTransaction> batch,
        HashSet<string> heldBack,
        CancellationToken cancellationToken)
    {
        var parts = new BatchParts(batch, groups, rejections.Deferrals.IsAside);
        var isTaken = false;
        while (parts.Next(heldBack) is { Count: > 0 } pieces)
        {
            var outcome = await SendAsync(pieces, cancellationToken);
            switch (outcome)
            {
                case BatchOutcome.Broken { Failure: var counted } when Mutants.IsActive(Mutant.LinkErrorsCount):
                    await SettleAsync([(pieces[0][0], counted)], heldBack, cancellationToken);
                    return true;
                case BatchOutcome.Answered { Refusals: var errors } when First(FailureClass.Link, errors) is { } trouble:
                    return BrokeOff(new(trouble), pieces);
                case BatchOutcome.Staged:
                    session.NoteWithoutEffect();
                    rejections.Deferrals.NotePart(pieces[0][0].Transaction.Id);
                    return true;
                case BatchOutcome.Answered answer:
                    var (applied, refused) = parts.Take(answer);
                    isTaken |= applied.Count > 0;
                    if (!isTaken && First(FailureClass.ServerState, answer.Refusals) is { } state)
                        return StopFor(state, pieces);
                    settled += applied.Count;
                    var ids = Ids(applied);
                    rejections.Deferrals.Settle(ids);
                    confirmations.Begin(ids, answer.Lsn.GetValueOrDefault(), cancellationToken);
                    if (refused.Count == 0)
                        break;
                    await confirmations.DoneAsync();
                    await SettleAsync(refused, heldBack, cancellationToken);
                    break;
                case BatchOutcome.Broken broken:
                    return BrokeOff(broken, pieces);
                default:
                    session.Close();
                    lease.Lose();
                    return Stop(new(DrainState.Standby, "another process of this site has taken over the drain", Status.LastError));
            }
        }

        groups = groups.After(parts.IsDivided);
        return true;
    }

    private async Task<BatchOutcome> SendAsync(IReadOnlyList<IReadOnlyList<BufferedTransaction>> pieces, CancellationToken cancellationToken)
    {
        BufferedTransaction[] sent = [.. pieces.SelectMany(piece => piece)];
        session.NoteSending(sent);
        if (Mutants.IsActive(Mutant.PopBeforeApply))
            await source.ConfirmAsync(Ids(sent), default, cancellationToken);
        Fault.Reach(FaultPoint.BeforeBatch);
        var started = time.GetTimestamp();
        var outcome = await main.ApplyAsync(pieces, session.Epoch, cancellationToken);
        last = time.GetElapsedTime(started);
        longest = last > longest ? last : longest;
        if (outcome is BatchOutcome.Answered { Refusals: var refusals, Skipped: var skipped })
        {
            if (refusals.Count > 0)
                LogRefused(refusals.Count, pieces.Count, refusals.First().Value);
            var applied = pieces.Where((_, place) => !refusals.ContainsKey(place) && !skipped.Contains(place));
            observer.BatchApplied(applied.Sum(piece => piece.Count), last);
        }

        return outcome;
    }

    /// <summary>Settles what main refused by itself. It may have refused it because it has it already: then it counts as applied.</summary>
    private async Task SettleAsync(
        IReadOnlyList<(BufferedTransaction Entry, Failure Failure)> refused, HashSet<string> heldBack, CancellationToken cancellationToken)
    {
        var doubtful = Ids(refused.Where(each => each.Failure.MayBeRepetition()).Select(each => each.Entry));
        var known = await session.FindAppliedAsync(doubtful, cancellationToken);
        confirmations.Begin([.. known.Ids], known.Lsn, cancellationToken);
        await confirmations.DoneAsync();
        settled += known.Ids.Count;
        rejections.Deferrals.Settle(known.Ids);
        await ahead.ArriveAsync();
        foreach (var (entry, failure) in refused.Where(each => !known.Ids.Contains(each.Entry.Transaction.Id)))
        {
            Status = new(DrainState.Running, LastError: failure.ToString());
            if (await rejections.NoteAsync(entry, failure, heldBack, cancellationToken))
                settled++;
        }
    }

    private bool BrokeOff(BatchOutcome.Broken broken, IReadOnlyList<IReadOnlyList<BufferedTransaction>> pieces)
    {
        session.Close();
        if (broken.HasStaged)
            rejections.Deferrals.NotePart(pieces[0][0].Transaction.Id);
        else if (pieces is [[var alone]])
            rejections.NoteAlone(alone, broken.Failure, last);
        else
            size = size.AfterBreak();
        return WaitForMain(FailureClass.Link, broken.Failure.ToString());
    }

    /// <summary>Main took nothing, for a reason that may be its own. What one transaction shows is found out with that one.</summary>
    private bool StopFor(Failure failure, IReadOnlyList<IReadOnlyList<BufferedTransaction>> pieces)
    {
        (size, groups) = (BatchSize.Initial, GroupSize.Few);
        if (pieces is not [[var alone]])
            return WaitForMain(FailureClass.ServerState, $"{failure}. The main database took none of the transactions that were sent together");

        rejections.NoteAlone(alone, failure, last);
        var (id, operation) = (alone.Transaction.Id, alone.Transaction.Operation);
        return WaitForMain(FailureClass.ServerState, $"{failure}. The main database did not take transaction {id} ({operation}), which was sent alone");
    }

    private static Failure? First(FailureClass reason, IReadOnlyDictionary<int, Failure> refusals) =>
        refusals.Values.FirstOrDefault(failure => failure.Class == reason);
}
