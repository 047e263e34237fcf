using System.Collections.Immutable;
using CcatOps.Application.Errors;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Draining;

/// <summary>The main database, as the drain needs it.</summary>
public interface IMainDatabase
{
    /// <summary>Takes a new epoch for the site; from its commit on, main rejects batches under an older one.</summary>
    /// <exception cref="MainDatabaseUnavailableException">Not reachable, or its schema is not the one this version needs.</exception>
    Task<Epoch> AcquireEpochAsync(string siteName, CancellationToken cancellationToken);

    /// <summary>Takes a new epoch and then, once main is reached, looks which of these have their marker.</summary>
    /// <exception cref="MainDatabaseUnavailableException">Not reachable, or its schema is not the one this version needs.</exception>
    async Task<(Epoch Epoch, AppliedTransactions Applied)> AcquireEpochAsync(
        string siteName,
        Func<Task<IReadOnlyCollection<Guid>>> inQuestionAsync,
        CancellationToken cancellationToken)
    {
        var epoch = await AcquireEpochAsync(siteName, cancellationToken);
        var inQuestion = await inQuestionAsync();
        return inQuestion.Count == 0
            ? (epoch, new AppliedTransactions(new HashSet<Guid>(), default))
            : (epoch, await FindAppliedAsync(inQuestion, cancellationToken));
    }

    /// <summary>Which of these have their marker at main, and a log position at or after their commits.</summary>
    /// <exception cref="MainDatabaseUnavailableException">Not reachable.</exception>
    Task<AppliedTransactions> FindAppliedAsync(IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken);

    /// <summary>
    /// Applies groups in one round trip, each with its markers in a database transaction of its own, all of it or nothing. When it returns,
    /// what was applied is on stable storage.
    /// </summary>
    /// <param name="groups">
    /// In order. One that is refused does not keep those after it from being applied, but for those that share an entity with it, directly or
    /// by way of others: they are skipped. Where one is refused, others may be skipped, too. See <see cref="Predecessors"/>.
    /// </param>
    /// <param name="epoch">The session's epoch; under an older one than the newest nothing is applied.</param>
    /// <param name="cancellationToken">Breaks it off; the outcome is then as uncertain as with a broken link.</param>
    Task<BatchOutcome> ApplyAsync(
        IReadOnlyList<IReadOnlyList<BufferedTransaction>> groups, long epoch, CancellationToken cancellationToken);
}

/// <param name="Value">Greater than every epoch the site had before.</param>
/// <param name="GreatestSequence">
/// The greatest sequence among the site's markers, read when no batch under an older epoch can be committed any more; null
/// when there is none.
/// </param>
public sealed record Epoch(long Value, long? GreatestSequence);

public sealed record AppliedTransactions(IReadOnlySet<Guid> Ids, Lsn Lsn);

public abstract record BatchOutcome
{
    /// <param name="Refusals">
    /// The errors that concern a group, by its place. The other groups were applied, unless they were skipped; with trouble among the errors
    /// (<see cref="FailureClass.Link"/>) only the markers tell.
    /// </param>
    /// <param name="Lsn">A log position at or after the commits; may be null where nothing was applied.</param>
    public sealed record Answered(IReadOnlyDictionary<int, Failure> Refusals, Lsn? Lsn) : BatchOutcome
    {
        /// <summary>The places of groups that were not applied for no fault of theirs, and are to be sent again; none without a refusal.</summary>
        public IReadOnlySet<int> Skipped { get; init; } = ImmutableHashSet<int>.Empty;
    }

    /// <summary>Another process drains this site now; from some group on, mostly the first, nothing was applied.</summary>
    public sealed record StaleEpoch : BatchOutcome;

    /// <summary>
    /// A further part of a large transaction, which was sent alone, is at main. It has no effect until all of them are; the transaction is to be
    /// sent again for the rest.
    /// </summary>
    public sealed record Staged : BatchOutcome;

    /// <summary>The link or the server failed; what of the groups was applied, only the markers tell.</summary>
    public sealed record Broken(Failure Failure) : BatchOutcome
    {
        /// <summary>Whether more of a large transaction is at main than after the time before.</summary>
        public bool HasStaged { get; init; }
    }
}
