using CcatOps.Infrastructure.Buffering;
using CcatOps.Infrastructure.IntegrationTests.Contracts.InMemory;
using Microsoft.Extensions.Logging.Abstractions;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

/// <summary>Memory that outlives the adapters, so that a test can open them again.</summary>
internal sealed class InMemoryStorage : IBufferStorage
{
    private readonly InMemoryState state = new(TimeProvider.System);

    public AppliedSequences Applied { get; } = new();

    public ShownInMemory Shown { get; } = new();

    public BufferPorts Open()
    {
        var seeder = new SequenceSeeder(state, Applied, NullLogger<SequenceSeeder>.Instance);
        var buffer = new InMemoryBuffer(state, seeder, TimeProvider.System);
        var views = new InMemoryViews(state, seeder, TimeProvider.System);
        return new BufferPorts(buffer, buffer, views, views, buffer, views, this);
    }

    public Task LoseCounterAsync() => state.Step(() =>
    {
        state.LoseCounter();
        return true;
    });

    public Task LoseAsync() => state.Step(() =>
    {
        state.Lose();
        return true;
    });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
