using System.Globalization;
using CcatOps.Application.Monitoring;
using CcatOps.Domain.Status;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Status;

/// <summary>The last days of the site as series.</summary>
/// <param name="From">The beginning; null: a day before the end.</param>
/// <param name="To">The end, exclusive; null: now.</param>
/// <param name="StepSeconds">The length of each step; null: the finest that gives no more than <see cref="HistorySeries.MostPoints"/> points.</param>
public sealed record GetHistory(DateTimeOffset? From, DateTimeOffset? To, int? StepSeconds) : IRequest<HistoryView>
{
    public const int ShortestStep = 60;
    public const int LongestStep = 86_400;

    /// <summary>Without an end, the minute under way is part of the answer.</summary>
    internal (DateTimeOffset From, DateTimeOffset To) Range(TimeProvider time)
    {
        var to = To ?? HistorySample.MinuteOf(time.GetUtcNow()) + HistorySample.Interval;
        return (From ?? Before(to, TimeSpan.FromDays(1)), to);
    }

    /// <summary>The moment so long before another one, or the first that there is.</summary>
    internal static DateTimeOffset Before(DateTimeOffset moment, TimeSpan span) =>
        moment - DateTimeOffset.MinValue < span ? DateTimeOffset.MinValue : moment - span;
}

/// <summary>Series of equal steps; what is not known is null.</summary>
public sealed record HistoryView
{
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset To { get; init; }
    public required int StepSeconds { get; init; }

    /// <summary>The beginning of each step, in seconds since 1970, UTC.</summary>
    public required IReadOnlyList<long> At { get; init; }

    /// <summary>Transactions accepted per minute.</summary>
    public required IReadOnlyList<double?> Accepted { get; init; }

    /// <summary>Transactions applied at main per minute.</summary>
    public required IReadOnlyList<double?> Applied { get; init; }

    /// <summary>The most transactions that waited for main.</summary>
    public required IReadOnlyList<long?> Depth { get; init; }

    /// <summary>The greatest age of the oldest waiting transaction.</summary>
    public required IReadOnlyList<double?> OldestAgeSeconds { get; init; }

    /// <summary>The greatest lag of the replica.</summary>
    public required IReadOnlyList<double?> ReplicaLagSeconds { get; init; }
}

internal sealed class GetHistoryHandler(SiteHistory history, TimeProvider time) : IRequestHandler<GetHistory, HistoryView>
{
    public Task<HistoryView> Handle(GetHistory request, CancellationToken cancellationToken)
    {
        var (from, to) = request.Range(time);
        var step = request.StepSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : HistorySeries.FinestStep(to - from);
        // The rate of the first step needs a sample before it.
        var samples = history.Since(GetHistory.Before(from, TimeSpan.FromDays(1)));
        var series = HistorySeries.Of(samples, from, to, step);
        return Task.FromResult(new HistoryView
        {
            From = from,
            To = to,
            StepSeconds = (int)step.TotalSeconds,
            At = [.. series.At.Select(at => at.ToUnixTimeSeconds())],
            Accepted = series.Accepted,
            Applied = series.Applied,
            Depth = series.Depth,
            OldestAgeSeconds = series.OldestAgeSeconds,
            ReplicaLagSeconds = series.ReplicaLagSeconds,
        });
    }
}

internal sealed class GetHistoryValidator : AbstractValidator<GetHistory>
{
    private static readonly TimeSpan LongestRange = TimeSpan.FromDays(31);

    public GetHistoryValidator(TimeProvider time)
    {
        RuleFor(request => request.StepSeconds).InclusiveBetween(GetHistory.ShortestStep, GetHistory.LongestStep).OverridePropertyName("step")
            .WithMessage(string.Create(CultureInfo.InvariantCulture, $"must be {GetHistory.ShortestStep} to {GetHistory.LongestStep} seconds."));
        RuleFor(request => request.From).Must((request, _) => request.Range(time) is var (from, to) && from < to)
            .WithMessage("must be before to.");
        RuleFor(request => request.From).Must((request, _) => request.Range(time) is var (from, to) && to - from <= LongestRange)
            .WithMessage($"must be at most {LongestRange.TotalDays:0} days before to; the last {HistorySample.Retention.TotalDays:0} days are kept.");
        RuleFor(request => request.StepSeconds).Must((request, step) => PointsOf(request, step!.Value, time) <= HistorySeries.MostPoints)
            .When(request => request.StepSeconds is >= GetHistory.ShortestStep and <= GetHistory.LongestStep).OverridePropertyName("step")
            .WithMessage($"gives more than {HistorySeries.MostPoints} points; choose a longer step or a shorter range.");
    }

    private static double PointsOf(GetHistory request, int step, TimeProvider time)
    {
        var (from, to) = request.Range(time);
        return Math.Ceiling((to - from).TotalSeconds / step);
    }
}
