using CcatOps.Application.Errors;
using CcatOps.Application.Transactions;
using CcatOps.Application.Validation;
using FluentValidation;

namespace CcatOps.Application.Features.Transactions;

/// <summary>A decision about several failed transactions at once: first how many they are, then the decision.</summary>
public abstract record SomeFailed
{
    /// <summary>Which, by their ids; or else <c>filter</c>.</summary>
    public IReadOnlyList<Guid>? Ids { get; init; }

    /// <summary>Which, by what they are; an empty filter means all that have failed.</summary>
    public FailedFilter? Filter { get; init; }

    /// <summary>Only says how many there are and what would happen.</summary>
    public bool DryRun { get; init; }

    /// <summary>How many the dry run has told; required without <c>dry_run</c>.</summary>
    public int? ExpectedCount { get; init; }

    /// <exception cref="ConflictException">They are not as many as was told.</exception>
    internal void EnsureExpected(int count)
    {
        if (count != ExpectedCount)
        {
            throw new ConflictException(
                $"{count} failed transactions are meant, and not {ExpectedCount}; nothing was changed. Ask again with dry_run.");
        }
    }
}

internal sealed class SomeFailedValidator : AbstractValidator<SomeFailed>
{
    private const int MostIds = 1_000;

    public SomeFailedValidator()
    {
        RuleFor(request => request.Ids).Must((request, ids) => ids is null != request.Filter is null)
            .WithMessage("or filter is required, and not both.");
        RuleFor(request => request.Ids).Must(ids => ids is null or { Count: > 0 and <= MostIds })
            .WithMessage($"must have 1 to {MostIds} ids.");
        RuleFor(request => request.ExpectedCount).Must((request, count) => request.DryRun || count is not null)
            .WithMessage("is required: the count that the same request with dry_run has told.");
        When(request => request.Filter is not null, () => RuleFor(request => request.Filter!).SetValidator(new FailedFilterValidator()));
    }
}

internal sealed class FailedFilterValidator : AbstractValidator<FailedFilter>
{
    private const int MostValues = 100;
    private const int LongestName = 200;

    public FailedFilterValidator()
    {
        RuleFor(filter => filter.SqlState).AtMost(MostValues);
        RuleFor(filter => filter.Operation).AtMost(MostValues);
        RuleFor(filter => filter.Entity).AtMost(MostValues);
        RuleFor(filter => filter.ErrorClass).AtMost(MostValues);
        RuleFor(filter => filter.Principal).AtMost(MostValues);
        RuleFor(filter => filter.Error).Text(TransactionSearch.LongestText);
        When(filter => filter.SqlState is { Count: <= MostValues }, () => RuleForEach(filter => filter.SqlState)
            .Must(state => state is { Length: 2 or 5 } && state.All(char.IsAsciiLetterOrDigit))
            .WithMessage("must be SQLSTATEs of five characters, or their first two."));
        // The filter goes into the audit.
        When(filter => filter.Operation is { Count: <= MostValues }, () => RuleForEach(filter => filter.Operation).Text(LongestName));
        When(filter => filter.Principal is { Count: <= MostValues }, () => RuleForEach(filter => filter.Principal).Text(LongestName));
        When(filter => filter.Entity is { Count: <= MostValues }, () => RuleForEach(filter => filter.Entity).Text(LongestName));
    }
}
