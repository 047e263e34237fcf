using System.Text;
using System.Text.Json.Nodes;
using CcatOps.Api.FunctionalTests.OpenApi;
using CcatOps.Api.Hosting;
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
using CcatOps.Application.Writes;
using CcatOps.Domain.Access;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Records;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using CcatOps.TestBed;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace CcatOps.Api.FunctionalTests;

/// <summary>The service as it is, on a port of its own, with mocks in place of every adapter.</summary>
internal sealed class MockedService : IAsyncDisposable
{
    public static readonly SiteConfig MainSite = new() { SiteName = "cologne" };
    public static readonly SiteConfig SecondarySite = new() { SiteName = "observatory", SiteType = SiteType.Secondary };

    /// <summary>The principal of whatever <see cref="Http"/> sends, an administrator.</summary>
    public const string Caller = "tester";

    private static readonly ApiToken Token = new()
    {
        Id = Guid.CreateVersion7(),
        Kind = TokenKind.Ordinary,
        UserId = Guid.CreateVersion7(),
        Name = Caller,
        Scopes = "*:*",
        TokenHash = TestTokens.HashOf(TestTokens.Admin),
        Prefix = TestTokens.Admin[..22],
        SiteName = "cologne",
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    private readonly WebApplication app;

    private MockedService(SiteConfig site, string address, ShellConfig? shell, Action<IServiceCollection>? addMore)
    {
        Feed.Setup(feed => feed.ReadAsync(It.IsAny<OverlayVersion?>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new OverlayUpdate(new OverlayVersion("one", 0), true, []));
        Holds(Executions);
        FilesOfExecutions
            .Setup(files => files.FirstAsync(
                It.IsAny<IReadOnlyCollection<Guid>>(), It.IsAny<int>(), It.IsAny<IReadOnlyCollection<Guid>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new StoredFiles([], new Dictionary<Guid, long>()));
        Holds(Files);
        Holds(ObsUnits);
        Holds(Audit);
        Holds(Tokens, Token);
        Holds(Users, new User { Id = Token.UserId!.Value, Name = Caller, CreatedAt = Token.CreatedAt });
        Holds(UserRoles, new UserRole { Id = Guid.CreateVersion7(), UserId = Token.UserId!.Value, Role = "admin" });
        Disks.Setup(disks => disks.Look()).Returns([]);
        History.Setup(history => history.ReadAsync(It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>())).ReturnsAsync([]);
        BufferMonitor.Setup(monitor => monitor.GetStatusAsync(It.IsAny<CancellationToken>())).ReturnsAsync(EmptyBuffer);
        BufferMonitor.Setup(monitor => monitor.CheckSafetyAsync(It.IsAny<CancellationToken>()))
            .ReturnsAsync(new BufferSafety("fsynced", []));
        Databases.Setup(probe => probe.LookAtMainAsync(It.IsAny<CancellationToken>())).ReturnsAsync(new DatabaseView());
        Databases.Setup(probe => probe.LookAtLocalAsync(It.IsAny<CancellationToken>())).ReturnsAsync(new DatabaseView());
        DirectWriter.Setup(writer => writer.WriteAsync(It.IsAny<Domain.Writes.Transaction>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new DirectOutcome.Committed(new Lsn(1)));
        Buffer.Setup(buffer => buffer.AcceptAsync(It.IsAny<Domain.Writes.Transaction>(), It.IsAny<BufferLimits>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new AcceptOutcome.Accepted(1));
        app = ServiceHost.Build(
            ServiceDefaults.CreateBuilder(["--urls", address]), site,
            services =>
            {
                AddMocks(services);
                addMore?.Invoke(services);
            },
            shell);
    }

    public static BufferStatus EmptyBuffer => new()
    {
        Depth = 0,
        Unconfirmed = 0,
        Failed = 0,
        Parked = 0,
        Totals = new Dictionary<string, long>(),
    };

    public Mock<IOverlayFeed> Feed { get; } = new();
    public Mock<IDirectWriter> DirectWriter { get; } = new();
    public Mock<ITransactionBuffer> Buffer { get; } = new();
    public Mock<IBufferMonitor> BufferMonitor { get; } = new();
    public Mock<IDatabaseProbe> Databases { get; } = new();
    public Mock<IDiskProbe> Disks { get; } = new();
    public Mock<IProcessRegistry> Processes { get; } = new();
    public Mock<IHistoryStore> History { get; } = new();
    public Mock<ITransactionLog> Log { get; } = new();
    public Mock<IFailedTransactions> Failed { get; } = new();
    public Mock<IRecordReader<ExecutedObsUnit>> Executions { get; } = new();
    public Mock<IRecordReader<RawDataFile>> Files { get; } = new();
    public Mock<IFilesOfExecutions> FilesOfExecutions { get; } = new();
    public Mock<IRecordReader<ObsUnit>> ObsUnits { get; } = new();
    public Mock<IRecordReader<AuditEvent>> Audit { get; } = new();
    public Mock<IRecordReader<ApiToken>> Tokens { get; } = new();
    public Mock<IRecordReader<User>> Users { get; } = new();
    public Mock<IRecordReader<UserRole>> UserRoles { get; } = new();
    public IServiceProvider Services => app.Services;
    public HttpClient Http { get; private set; } = null!;

    public static async Task<MockedService> StartAsync(
        SiteConfig? site = null,
        ShellConfig? shell = null,
        Action<IServiceCollection>? addMore = null,
        string listenAt = "http://127.0.0.1:0")
    {
        var service = new MockedService(site ?? MainSite, listenAt, shell, addMore);
        await service.app.StartAsync();
        var address = service.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        service.Http = new HttpClient(new DescribedAnswers(new SocketsHttpHandler { AllowAutoRedirect = false })) { BaseAddress = new Uri(address.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)) }.AsAdmin();
        return service;
    }

    public Task<HttpResponseMessage> PostAsync(string path, string json) => Http.PostAsync(path, Json(json));

    public Task<HttpResponseMessage> PutAsync(string path, string json) => Http.PutAsync(path, Json(json));

    public async Task<JsonObject> GetJsonAsync(string path) => await JsonOf(await Http.GetAsync(path));

    public static async Task<JsonObject> JsonOf(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
    }

    /// <summary>Lets a table hold these rows and no others.</summary>
    public static void Holds<TRecord>(Mock<IRecordReader<TRecord>> reader, params TRecord[] rows)
        where TRecord : StoredRecord
    {
        reader.Setup(table => table.FindAsync(It.IsAny<IReadOnlyCollection<string>>(), It.IsAny<CancellationToken>())).ReturnsAsync(rows);
        reader.Setup(table => table.PageAsync(It.IsAny<RecordFilter<TRecord>>(), It.IsAny<ListPlace?>(), It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(rows);
        reader.Setup(table => table.CountAsync(It.IsAny<RecordFilter<TRecord>>(), It.IsAny<IReadOnlyCollection<string>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(rows.Length);
    }

    private void AddMocks(IServiceCollection services)
    {
        var usage = new Mock<ITokenUsage>();
        usage.Setup(source => source.SumAsync(It.IsAny<IReadOnlyCollection<Guid>>(), It.IsAny<CancellationToken>())).ReturnsAsync([]);
        var ids = new Mock<IIntegerKeys>();
        ids.Setup(source => source.NextAsync(It.IsAny<Table>(), It.IsAny<CancellationToken>())).ReturnsAsync(17);
        services
            .AddSingleton(Feed.Object)
            .AddSingleton(DirectWriter.Object)
            .AddSingleton(Buffer.Object)
            .AddSingleton(BufferMonitor.Object)
            .AddSingleton(Databases.Object)
            .AddSingleton(Disks.Object)
            .AddSingleton(Processes.Object)
            .AddSingleton(History.Object)
            .AddSingleton(Log.Object)
            .AddSingleton(Failed.Object)
            .AddSingleton(typeof(IRecordReader<>), typeof(EmptyReader<>))
            .AddSingleton(Executions.Object)
            .AddSingleton(Files.Object)
            .AddSingleton(FilesOfExecutions.Object)
            .AddSingleton(ObsUnits.Object)
            .AddSingleton(Audit.Object)
            .AddSingleton(Tokens.Object)
            .AddSingleton(Users.Object)
            .AddSingleton(UserRoles.Object)
            .AddSingleton(usage.Object)
            .AddSingleton(Mock.Of<IRehearsal>())
            .AddSingleton(ids.Object)
            .AddSingleton(Mock.Of<ISessions>(sessions =>
                sessions.ListAsync(It.IsAny<CancellationToken>()) == Task.FromResult<IReadOnlyList<Domain.Sessions.Session>>(new List<Domain.Sessions.Session>())))
            .AddSingleton(Mock.Of<IReconciler>())
            .AddSingleton(Mock.Of<ICache>())
            .AddSingleton(Mock.Of<IMainDatabase>())
            .AddSingleton(Mock.Of<IDrainSource>())
            .AddSingleton(Mock.Of<ILocalReplica>())
            .AddSingleton(Mock.Of<IMarkerKeys>())
            .AddSingleton(Mock.Of<IShownTransactions>());
    }

    /// <summary>A table without rows.</summary>
    private sealed class EmptyReader<TRecord> : IRecordReader<TRecord>
        where TRecord : StoredRecord
    {
        public Task<IReadOnlyList<TRecord>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<TRecord>>([]);

        public Task<IReadOnlyList<TRecord>> PageAsync(
            RecordFilter<TRecord> filter, ListPlace? after, int limit, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<TRecord>>([]);

        public Task<long> CountAsync(RecordFilter<TRecord> filter, IReadOnlyCollection<string> except, CancellationToken cancellationToken) =>
            Task.FromResult(0L);
    }
}
