using CcatOps.Application.Errors;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Transactions;

/// <summary>Returns the state of a transaction.</summary>
/// <param name="Id">The transaction.</param>
/// <param name="Wait">Holds the answer for at most this many seconds, until the state is reached or can no longer be.</param>
/// <param name="Until"><c>committed</c> or <c>replicated</c>.</param>
public sealed record GetTransaction(Guid Id, double Wait = 0, TransactionState Until = TransactionState.Committed)
    : IRequest<TransactionRecord>
{
    /// <summary>Seconds that an answer is held at most.</summary>
    public const int LongestWait = 300;
}

internal sealed class GetTransactionHandler(ITransactionLog log, WaitReason waitReason, TransactionWaits waits, TimeProvider time)
    : IRequestHandler<GetTransaction, TransactionRecord>
{
    public async Task<TransactionRecord> Handle(GetTransaction request, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var record = await FindAsync(request.Id, cancellationToken);
        if (!record.State.Settles(request.Until) && Left() > TimeSpan.Zero)
        {
            // Seen before the record is read again, so that no change falls in between.
            var seen = await waits.SeeAsync(request.Id, cancellationToken);
            record = await FindAsync(request.Id, cancellationToken);
            while (!record.State.Settles(request.Until) && Left() is var left && left > TimeSpan.Zero)
            {
                seen = await waits.ChangeAsync(request.Id, seen, left, cancellationToken);
                record = await FindAsync(request.Id, cancellationToken);
            }
        }

        return (await waitReason.AddAsync([record.WithChanges()], cancellationToken))[0];

        TimeSpan Left() => TimeSpan.FromSeconds(request.Wait) - time.GetElapsedTime(started);
    }

    private async Task<TransactionRecord> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await log.FindAsync(id, cancellationToken) ?? throw new NotFoundException("transaction", id);
}

internal sealed class GetTransactionValidator : AbstractValidator<GetTransaction>
{
    public GetTransactionValidator()
    {
        RuleFor(request => request.Wait).InclusiveBetween(0, GetTransaction.LongestWait)
            .WithMessage($"must be between 0 and {GetTransaction.LongestWait} seconds.");
        RuleFor(request => request.Until)
            .Must(until => until is TransactionState.Committed or TransactionState.Replicated)
            .WithMessage("must be one of committed, replicated.");
    }
}
