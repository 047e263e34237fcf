using CcatOps.Application.Draining;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

/// <summary>The storage of a buffer adapter, apart from the processes that use it.</summary>
internal interface IBufferStorage : IAsyncDisposable
{
    /// <summary>The sequences of this site that the databases know.</summary>
    AppliedSequences Applied { get; }

    /// <summary>The transactions of this site that the local database shows.</summary>
    ShownInMemory Shown { get; }

    /// <summary>The adapters as a further process of the site has them.</summary>
    BufferPorts Open();

    /// <summary>Loses the counter of sequences and nothing else.</summary>
    Task LoseCounterAsync();

    /// <summary>Loses everything.</summary>
    Task LoseAsync();
}

internal sealed record BufferPorts(
    ITransactionBuffer Buffer,
    IDrainSource Source,
    IOverlayFeed Feed,
    IBufferMonitor Monitor,
    IFailedTransactions Failed,
    ITransactionLog Log,
    IAsyncDisposable Process) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
