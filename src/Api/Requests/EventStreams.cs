namespace CcatOps.Api.Requests;

/// <summary>Bounds how many event streams are open, of one principal and in all.</summary>
internal sealed class EventStreams
{
    public const int MostOfPrincipal = 32;
    public const int Most = 256;

    private readonly Lock gate = new();
    private readonly Dictionary<string, int> open = [];
    private int all;

    /// <summary>Counts a stream until it is disposed.</summary>
    /// <exception cref="TooManyStreamsException">The principal, or the service, has as many streams open as it may.</exception>
    public IDisposable Open(string principal)
    {
        lock (gate)
        {
            var own = open.GetValueOrDefault(principal);
            if (own >= MostOfPrincipal || all >= Most)
                throw new TooManyStreamsException();
            open[principal] = own + 1;
            all++;
        }

        return new Stream(this, principal);
    }

    private void Close(string principal)
    {
        lock (gate)
        {
            all--;
            if (--open[principal] == 0)
                open.Remove(principal);
        }
    }

    private sealed class Stream(EventStreams streams, string principal) : IDisposable
    {
        public void Dispose() => streams.Close(principal);
    }
}

internal sealed class TooManyStreamsException()
    : Exception($"A principal may have {EventStreams.MostOfPrincipal} event streams open, and all together {EventStreams.Most}.");
