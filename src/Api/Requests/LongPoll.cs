namespace CcatOps.Api.Requests;

/// <summary>Holds an answer, but not the service: when that stops, the answer is given as things stand.</summary>
internal sealed class LongPoll(IHostApplicationLifetime lifetime)
{
    public async Task<TAnswer> HoldAsync<TAnswer>(
        Func<CancellationToken, Task<TAnswer>> wait,
        Func<CancellationToken, Task<TAnswer>> asItIs,
        CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            return await wait(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await asItIs(cancellationToken);
        }
    }
}
