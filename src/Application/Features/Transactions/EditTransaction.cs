using System.Text.Json.Serialization;
using CcatOps.Application.Audit;
using CcatOps.Application.Errors;
using CcatOps.Application.FaultInjection;
using CcatOps.Application.Rehearsals;
using CcatOps.Application.Serialization;
using CcatOps.Application.Transactions;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Transactions;

/// <summary>Gives a failed transaction other values, tries it against main, and puts it back in its place.</summary>
public sealed record EditTransaction : IRequest<TransactionEdited>
{
    [JsonIgnore]
    public Guid Id { get; init; }

    /// <summary>New values for columns of its changes.</summary>
    public IReadOnlyList<ChangeEdit>? Changes { get; init; }

    /// <summary>Required, except in a dry run.</summary>
    public string? Reason { get; init; }

    /// <summary>Only says what would happen.</summary>
    public bool DryRun { get; init; }
}

/// <param name="DryRun">Whether nothing was changed.</param>
/// <param name="Fields">The replaced fields: the old value and the new one.</param>
/// <param name="Would">The result of trying it at main, and the parked transactions that follow it.</param>
/// <param name="Ids">The transactions that were put back, in order; empty in a dry run.</param>
public sealed record TransactionEdited(
    bool DryRun, IReadOnlyList<FieldEdit> Fields, IReadOnlyList<Rehearsed> Would, IReadOnlyList<Guid> Ids);

internal sealed class EditTransactionHandler(
    IFailedTransactions failed,
    FailedSelection selection,
    EditRules rules,
    AuditTransactions audits,
    IRequestContext context,
    TimeProvider time) : IRequestHandler<EditTransaction, TransactionEdited>
{
    public async Task<TransactionEdited> Handle(EditTransaction request, CancellationToken cancellationToken)
    {
        var record = await selection.FindAsync(request.Id, cancellationToken);
        var transaction = record.Body ?? throw new ConflictException($"{StoredTransaction.Unreadable.Message} It cannot be edited.");
        EnsureEditable(transaction, request.Changes!);
        var (edited, fields) = EditedTransaction.Of(transaction, request.Changes!);
        if (fields.IsEmpty)
            throw Rules.Fault("changes", "give it the values that it has; retry it instead.");

        var chain = await selection.ChainAsync([request.Id], cancellationToken);
        var would = await selection.RehearseAsync(
            [edited, .. chain.Where(entry => entry.Id != edited.Id).Select(entry => entry.ToTransaction())], cancellationToken);
        if (request.DryRun)
            return new TransactionEdited(DryRun: true, fields, would, []);
        if (would[0].Error is { } error)
            throw new WriteRefusedException($"Main would refuse it again, so nothing was changed. {error}");

        var edit = new TransactionEdit(time.GetUtcMicroseconds(), context.Principal, request.Reason!, fields);
        var audit = audits.Of(AuditAction.Edit, request.Id, request.Reason, new { Fields = fields });
        Fault.Reach(FaultPoint.BeforeEdit);
        var ids = await failed.EditAsync(edited, edit, record.Edits.Count, audit, cancellationToken)
            ?? throw await selection.ExplainAsync(request.Id, cancellationToken);
        Fault.Reach(FaultPoint.AfterEdit);
        return new TransactionEdited(DryRun: false, fields, would, ids);
    }

    private void EnsureEditable(Transaction transaction, IReadOnlyList<ChangeEdit> edits)
    {
        var faults = OmittedFailures.Bound(edits.SelectMany((edit, index) => rules.FaultsOf(transaction, edit, $"changes[{index}]")));
        if (faults.Count > 0)
            throw new ValidationException(faults);
    }
}

internal sealed class EditTransactionValidator : AbstractValidator<EditTransaction>
{
    private const int MostChanges = 100;

    public EditTransactionValidator()
    {
        RuleFor(request => request.Changes).NotEmpty().WithMessage("is required: the new values.");
        RuleFor(request => request.Changes).AtMost(MostChanges);
        When(request => request.Changes is { Count: <= MostChanges }, () =>
        {
            RuleForEach(request => request.Changes).Must(edit => edit?.Values is { Count: > 0 })
                .WithMessage("must have values: columns with their new values.");
            RuleForEach(request => request.Changes).ChildRules(edit => edit.RuleFor(each => each.Values).Storable());
        });
        RuleFor(request => request.Reason).NotEmpty().WithMessage("is required: why the transaction is edited.")
            .When(request => !request.DryRun);
        RuleFor(request => request.Reason).Text(1_000);
    }
}
