using CcatOps.Application.Audit;
using CcatOps.Application.Transactions;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using CcatOps.Domain.Audit;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Transactions;

/// <summary>Gives several failed transactions up for good, or says which would go.</summary>
public sealed record DiscardTransactions : SomeFailed, IRequest<SomeDiscarded>
{
    /// <summary>Required.</summary>
    public string? Reason { get; init; }

    /// <summary><c>discard</c> (the default), or <c>release</c>: put the parked ones back into the buffer.</summary>
    public string Followers { get; init; } = "discard";
}

/// <param name="DryRun">Whether nothing was changed.</param>
/// <param name="Count">How many failed transactions are meant.</param>
/// <param name="Discarded">The transactions that were discarded, or would be.</param>
/// <param name="Released">The parked ones that were put back, or would be.</param>
public sealed record SomeDiscarded(bool DryRun, int Count, IReadOnlyList<Guid> Discarded, IReadOnlyList<Guid> Released);

internal sealed class DiscardTransactionsHandler(
    IFailedTransactions failed, FailedSelection selection, AuditTransactions audits, IRequestContext context)
    : IRequestHandler<DiscardTransactions, SomeDiscarded>
{
    public async Task<SomeDiscarded> Handle(DiscardTransactions request, CancellationToken cancellationToken)
    {
        var meant = await selection.FindAsync(request.Ids, request.Filter, cancellationToken);
        var releases = request.Followers == "release";
        if (request.DryRun)
            return await ForeseeAsync(meant, releases, cancellationToken);

        request.EnsureExpected(meant.Count);
        var details = new { meant.Count, request.Filter, request.Followers };
        var (discarded, released) = (new List<Guid>(), new List<Guid>());
        foreach (var record in meant)
        {
            var audit = audits.Of(AuditAction.Discard, record.Id, request.Reason, details);
            if (await failed.DiscardAsync(record.Id, releases, request.Reason!, context.Principal, audit, cancellationToken) is not { } outcome)
                continue;
            discarded.AddRange(outcome.Discarded);
            released.AddRange(outcome.Released);
        }

        return new SomeDiscarded(DryRun: false, meant.Count, discarded, released);
    }

    private async Task<SomeDiscarded> ForeseeAsync(
        IReadOnlyList<TransactionRecord> meant, bool releases, CancellationToken cancellationToken)
    {
        var ids = meant.Select(record => record.Id).ToHashSet();
        var chain = await selection.ChainAsync(ids, cancellationToken);
        var released = releases ? chain.Select(entry => entry.Id).Where(id => !ids.Contains(id)).ToArray() : [];
        return new SomeDiscarded(DryRun: true, meant.Count, [.. chain.Select(entry => entry.Id).Except(released)], released);
    }
}

internal sealed class DiscardTransactionsValidator : AbstractValidator<DiscardTransactions>
{
    public DiscardTransactionsValidator()
    {
        Include(new SomeFailedValidator());
        RuleFor(request => request.Reason).NotEmpty().WithMessage("is required: why the transactions are given up.");
        RuleFor(request => request.Reason).Text(1_000);
        RuleFor(request => request.Followers).Must(followers => followers is "discard" or "release")
            .WithMessage("must be one of discard, release.");
    }
}
