using CcatOps.Application.Access;
using CcatOps.Application.Draining;
using CcatOps.Application.Features.Observations;
using CcatOps.Application.Features.Replication;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads;
using CcatOps.Application.Rehearsals;
using CcatOps.Application.Replication;
using CcatOps.Application.Sessions;
using CcatOps.Application.Transactions;
using CcatOps.Application.UnitTests.Reads;
using CcatOps.Application.Writes;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Status;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace CcatOps.Application.UnitTests.Features;

/// <summary>
/// The use cases as composed by <see cref="DependencyInjection.AddApplication"/>, with validators and pipeline, over ports in
/// memory. What is accepted is in the overlay from then on.
/// </summary>
internal sealed class UseCases : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public UseCases(SiteConfig site)
    {
        Monitor.Setup(port => port.GetStatusAsync(It.IsAny<CancellationToken>())).ReturnsAsync(() => new BufferStatus
        {
            Depth = Accepted.Count,
            Unconfirmed = 0,
            Failed = 0,
            Parked = 0,
            Totals = new Dictionary<string, long>(),
        });
        Monitor.Setup(port => port.CheckSafetyAsync(It.IsAny<CancellationToken>())).ReturnsAsync(new BufferSafety("fsynced", []));
        Databases.Setup(port => port.LookAtMainAsync(It.IsAny<CancellationToken>())).ReturnsAsync(new DatabaseView());
        Databases.Setup(port => port.LookAtLocalAsync(It.IsAny<CancellationToken>())).ReturnsAsync(new DatabaseView());
        Processes.Setup(port => port.ReportAsync(It.IsAny<SiteProcess>(), It.IsAny<CancellationToken>())).ReturnsAsync([]);
        History.Setup(port => port.ReadAsync(It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>())).ReturnsAsync([]);
        Context.Setup(port => port.Principal).Returns("telescope");
        Buffer.Setup(port => port.AcceptAsync(It.IsAny<Transaction>(), It.IsAny<BufferLimits>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((Transaction transaction, BufferLimits _, CancellationToken _) => Accept(transaction));
        Direct.Setup(port => port.WriteAsync(Capture.In(Accepted), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new DirectOutcome.Committed(default));
        Feed.Setup(port => port.ReadAsync(It.IsAny<OverlayVersion?>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(() => new OverlayUpdate(
                new OverlayVersion("life", Accepted.Count),
                IsSnapshot: true,
                [.. Accepted.Select((transaction, index) => new OverlayEvent.Taken(OverlayTransaction.Of(transaction, index, TransactionState.Buffered)))]));

        services = new ServiceCollection()
            .AddApplication()
            .AddSingleton(site)
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton(Buffer.Object)
            .AddSingleton(Direct.Object)
            .AddSingleton(Context.Object)
            .AddSingleton(Feed.Object)
            .AddSingleton(Log.Object)
            .AddSingleton(Failed.Object)
            .AddSingleton(Mock.Of<IReconciler>())
            .AddSingleton(Cache.Object)
            .AddSingleton(Mock.Of<IIntegerKeys>())
            .AddSingleton(Mock.Of<ISessions>())
            .AddSingleton(Mock.Of<IAccessTokens>())
            .AddSingleton(Mock.Of<IDrainSource>())
            .AddSingleton(Mock.Of<IMainDatabase>())
            .AddSingleton(Mock.Of<IDrainObserver>())
            .AddSingleton(Mock.Of<ILocalReplica>())
            .AddSingleton(Mock.Of<IMarkerKeys>())
            .AddSingleton(Mock.Of<IShownTransactions>())
            .AddSingleton(Monitor.Object)
            .AddSingleton(Rehearsal.Object)
            .AddSingleton<IRecordReader<AuditEvent>>(Audit)
            .AddSingleton(typeof(IRecordReader<>), typeof(FakeRecordReader<>))
            .AddSingleton(Mock.Of<ITokenUsage>())
            .AddSingleton(Databases.Object)
            .AddSingleton(Processes.Object)
            .AddSingleton(History.Object)
            .AddSingleton(Mock.Of<IDiskProbe>(disks => disks.Look() == Array.Empty<DiskRoom>()))
            .AddSingleton<IRecordReader<ExecutedObsUnit>>(Executions)
            .AddSingleton<IRecordReader<RawDataFile>>(Files)
            .AddSingleton<IFilesOfExecutions>(new FakeFilesOfExecutions(Files))
            .AddSingleton<IRecordReader<ObsUnit>>(ObsUnits)
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public Mock<ITransactionBuffer> Buffer { get; } = new();
    public Mock<IDirectWriter> Direct { get; } = new();
    public Mock<IRequestContext> Context { get; } = new();
    public Mock<IOverlayFeed> Feed { get; } = new();
    public Mock<ITransactionLog> Log { get; } = new();
    public Mock<IFailedTransactions> Failed { get; } = new();
    public Mock<ICache> Cache { get; } = new();
    public Mock<IBufferMonitor> Monitor { get; } = new();
    public Mock<IDatabaseProbe> Databases { get; } = new();
    public Mock<IProcessRegistry> Processes { get; } = new();
    public Mock<IHistoryStore> History { get; } = new();
    public Mock<IRehearsal> Rehearsal { get; } = new();
    public FakeRecordReader<AuditEvent> Audit { get; } = new();
    public FakeTimeProvider Time { get; } = new(Sample.Now);
    public FakeRecordReader<ExecutedObsUnit> Executions { get; } = new();
    public FakeRecordReader<RawDataFile> Files { get; } = new();
    public FakeRecordReader<ObsUnit> ObsUnits { get; } = new();

    /// <summary>The transactions that the buffer or main has taken, in order.</summary>
    public List<Transaction> Accepted { get; } = [];

    public async Task<TResponse> SendAsync<TResponse>(IRequest<TResponse> request)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    /// <summary>Calls a service within a scope of its own.</summary>
    public async Task UseAsync<TService>(Func<TService, Task> use)
        where TService : notnull
    {
        await using var scope = services.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>Sends a request that must be refused, and says which fields were at fault.</summary>
    public async Task<IEnumerable<string>> FaultyFieldsAsync<TResponse>(IRequest<TResponse> request)
    {
        var exception = await Assert.ThrowsAsync<ValidationException>(() => SendAsync(request));
        return exception!.Errors.Select(fault => fault.PropertyName);
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private AcceptOutcome Accept(Transaction transaction)
    {
        foreach (var claim in transaction.Claims)
        {
            if (Accepted.Find(earlier => earlier.Claims.Contains(claim)) is { } holder)
                return new AcceptOutcome.Claimed(holder, claim);
        }

        Accepted.Add(transaction);
        return new AcceptOutcome.Accepted(Accepted.Count);
    }
}
