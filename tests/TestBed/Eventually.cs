using System.Diagnostics;
using System.Globalization;

namespace CcatOps.TestBed;

/// <summary>
/// Waits for a condition with a bound, in place of a sleep. A condition that throws is taken as not yet true. Bounds are those of a machine with a
/// processor to spare: one that is busy with more gets longer in proportion.
/// </summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Reads a value until it is as it should be, and returns it.</summary>
    /// <exception cref="TimeoutException">
    /// It never was; the message has the last value, the inner exception is what the last reading threw.
    /// </exception>
    public static async Task<T> AssertAsync<T>(
        Func<Task<T>> read, Func<T, bool> condition, TimeSpan within, string because, CancellationToken cancellationToken = default)
    {
        var last = "nothing was read";
        Exception? lastError = null;
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        do
        {
            try
            {
                var value = await read();
                if (condition(value))
                    return value;
                (last, lastError) = (value?.ToString() ?? "null", null);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                lastError = error;
            }
        }
        while ((Stopwatch.GetElapsedTime(started) < within || Stopwatch.GetElapsedTime(started) < within * Busyness()) && await timer.WaitForNextTickAsync(cancellationToken));

        throw new TimeoutException(
            $"Not within {Stopwatch.GetElapsedTime(started).TotalSeconds:0.###} s: {because}. Last: {lastError?.Message ?? last}", lastError);
    }

    /// <summary>How many programs share a processor, of late: from 1 to 4.</summary>
    private static double Busyness() =>
        Math.Clamp(double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) / Environment.ProcessorCount, 1, 4);

    /// <inheritdoc cref="AssertAsync{T}(Func{Task{T}}, Func{T, bool}, TimeSpan, string, CancellationToken)"/>
    public static Task<T> AssertAsync<T>(
        Func<T> read, Func<T, bool> condition, TimeSpan within, string because, CancellationToken cancellationToken = default) =>
        AssertAsync(() => Task.FromResult(read()), condition, within, because, cancellationToken);

    /// <summary>Waits until a condition is true.</summary>
    /// <param name="condition">The condition to wait for.</param>
    /// <param name="within">For how long.</param>
    /// <param name="because">The expected outcome, for the message.</param>
    /// <param name="context">More for the message, for example what a server printed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">It never became true.</exception>
    public static async Task WaitForAsync(
        Func<Task<bool>> condition,
        TimeSpan within,
        string because,
        Func<string>? context = null,
        CancellationToken cancellationToken = default)
    {
        try
        {
            await AssertAsync(condition, met => met, within, because, cancellationToken);
        }
        catch (TimeoutException error) when (context is not null)
        {
            throw new TimeoutException($"{error.Message}\n{context()}", error.InnerException);
        }
    }

    /// <inheritdoc cref="WaitForAsync(Func{Task{bool}}, TimeSpan, string, Func{string}?, CancellationToken)"/>
    public static Task WaitForAsync(
        Func<bool> condition,
        TimeSpan within,
        string because,
        Func<string>? context = null,
        CancellationToken cancellationToken = default) =>
        WaitForAsync(() => Task.FromResult(condition()), within, because, context, cancellationToken);
}
