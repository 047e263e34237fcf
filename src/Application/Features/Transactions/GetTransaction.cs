using CcatOps.Application.Errors;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Transactions;

/// <summary>What has become of a transaction.</summary>
/// <param name="Id">The transaction.</param>
/// <param name="Wait">Holds the answer for at most this many seconds, until the state is reached or can no longer be.</param>
/// <param name="Until"><c>committed</c> or <c>replicated</c>.</param>
public sealed record GetTransaction(Guid Id, double Wait = 0, TransactionState Until = TransactionState.Committed)
    : IRequest<TransactionRecord>;

internal sealed class GetTransactionHandler(ITransactionLog log, WaitReason waitReason, TimeProvider time)
    : IRequestHandler<GetTransaction, TransactionRecord>
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    public async Task<TransactionRecord> Handle(GetTransaction request, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var record = await log.FindAsync(request.Id, cancellationToken) ?? throw new NotFoundException("transaction", request.Id);
            if (record.State.Settles(request.Until) || time.GetElapsedTime(started).TotalSeconds >= request.Wait)
                return (await waitReason.AddAsync([record.WithChanges()], cancellationToken))[0];
            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }
}

internal sealed class GetTransactionValidator : AbstractValidator<GetTransaction>
{
    private const int LongestWait = 300;

    public GetTransactionValidator()
    {
        RuleFor(request => request.Wait).InclusiveBetween(0, LongestWait).WithMessage($"must be between 0 and {LongestWait} seconds.");
        RuleFor(request => request.Until)
            .Must(until => until is TransactionState.Committed or TransactionState.Replicated)
            .WithMessage("must be one of committed, replicated.");
    }
}
