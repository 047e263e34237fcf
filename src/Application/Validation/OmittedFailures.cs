using FluentValidation.Results;

namespace CcatOps.Application.Validation;

/// <summary>Represents failures that were counted and not kept, because a request can have a hundred thousand.</summary>
public sealed class OmittedFailures : ValidationFailure
{
    /// <summary>How many failures of one request are reported.</summary>
    public const int MostReported = 20;

    private OmittedFailures(int count)
        : base("", $"and {count} more.") => Count = count;

    public int Count { get; }

    /// <summary>Returns the first failures and, where there are more, their number; it keeps no other.</summary>
    public static IReadOnlyList<ValidationFailure> Bound(IEnumerable<ValidationFailure> failures)
    {
        var kept = new List<ValidationFailure>();
        var omitted = 0;
        foreach (var failure in failures)
        {
            if (kept.Count < MostReported)
                kept.Add(failure);
            else
                omitted++;
        }

        return omitted == 0 ? kept : [.. kept, new OmittedFailures(omitted)];
    }
}
