using System.Collections.Concurrent;

namespace CcatOps.Api.Requests;

/// <summary>Holds an answer, but not the service: when that stops, the answer is given as things stand. A principal may have a few answers held.</summary>
internal sealed class LongPoll(IHostApplicationLifetime lifetime)
{
    public const int MostOfPrincipal = 8;

    /// <summary>Only of principals who wait.</summary>
    private readonly ConcurrentDictionary<string, int> held = new();

    /// <exception cref="TooManyWaitsException">The principal has as many answers held as it may.</exception>
    public async Task<TAnswer> HoldAsync<TAnswer>(
        string principal,
        Func<CancellationToken, Task<TAnswer>> wait,
        Func<CancellationToken, Task<TAnswer>> asItIs,
        CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var count = held.AddOrUpdate(principal, 1, (_, others) => others + 1);
        try
        {
            if (count > MostOfPrincipal)
                throw new TooManyWaitsException();
            return await wait(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await asItIs(cancellationToken);
        }
        finally
        {
            if (held.AddOrUpdate(principal, 0, (_, all) => all - 1) == 0)
                held.TryRemove(KeyValuePair.Create(principal, 0));
        }
    }
}

internal sealed class TooManyWaitsException()
    : Exception($"This principal has {LongPoll.MostOfPrincipal} answers held already.");
