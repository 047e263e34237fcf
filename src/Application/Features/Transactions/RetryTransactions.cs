using CcatOps.Application.Audit;
using CcatOps.Application.Rehearsals;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Audit;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Transactions;

/// <summary>Tries several failed transactions again, or says what would become of them.</summary>
public sealed record RetryTransactions : SomeFailed, IRequest<SomeRetried>;

public sealed record SomeRetried
{
    public required bool DryRun { get; init; }

    /// <summary>How many failed transactions are meant.</summary>
    public required int Count { get; init; }

    /// <summary>The expected result for the first few of them and for the parked ones that follow them, in order.</summary>
    public IReadOnlyList<Rehearsed>? Would { get; init; }

    /// <summary>How many more there are, whose fate was not tried.</summary>
    public int? NotRehearsed { get; init; }

    /// <summary>The transactions that were put back, including the parked ones; absent in a dry run.</summary>
    public IReadOnlyList<Guid>? Ids { get; init; }
}

internal sealed class RetryTransactionsHandler(IFailedTransactions failed, FailedSelection selection, AuditTransactions audits)
    : IRequestHandler<RetryTransactions, SomeRetried>
{
    public async Task<SomeRetried> Handle(RetryTransactions request, CancellationToken cancellationToken)
    {
        var meant = await selection.FindAsync(request.Ids, request.Filter, cancellationToken);
        if (request.DryRun)
            return await RehearseAsync(meant, cancellationToken);

        request.EnsureExpected(meant.Count);
        var details = new { meant.Count, request.Filter };
        var ids = new List<Guid>();
        foreach (var record in meant)
        {
            // One that another person has decided about meanwhile is left to that.
            var audit = audits.Of(AuditAction.Retry, record.Id, reason: null, details);
            ids.AddRange(await failed.RetryAsync(record.Id, audit, cancellationToken) ?? []);
        }

        return new SomeRetried { DryRun = false, Count = meant.Count, Ids = ids };
    }

    private async Task<SomeRetried> RehearseAsync(IReadOnlyList<TransactionRecord> meant, CancellationToken cancellationToken)
    {
        var chain = await selection.ChainAsync(meant.Select(record => record.Id), cancellationToken);
        var would = await selection.RehearseAsync(chain.Select(entry => entry.ToTransaction()), cancellationToken);
        return new SomeRetried { DryRun = true, Count = meant.Count, Would = would, NotRehearsed = chain.Count - would.Count };
    }
}

internal sealed class RetryTransactionsValidator : AbstractValidator<RetryTransactions>
{
    public RetryTransactionsValidator() => Include(new SomeFailedValidator());
}
