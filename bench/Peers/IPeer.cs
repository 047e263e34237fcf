namespace CcatOps.Peers;

internal interface IPeer : IAsyncDisposable
{
    /// <summary>Returns when the write is on stable storage at the site.</summary>
    Task AcceptAsync(Start start);

    /// <summary>Starts the workers, which go on until the process ends.</summary>
    void Work();
}
