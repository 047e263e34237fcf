using CcatOps.Application.Draining;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;
using CcatOps.Infrastructure.Buffering;
using Microsoft.Extensions.DependencyInjection;

namespace CcatOps.Infrastructure.Sqlite.Buffer;

internal static class SqliteBuffer
{
    /// <summary>Adds the transaction buffer that is one SQLite file.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="path">The file; it is made where there is none. One site has it for itself.</param>
    /// <param name="markers">Reads the transactions that the buffer no longer has.</param>
    public static IServiceCollection AddSqliteBuffer(
        this IServiceCollection services, string path, Func<IServiceProvider, ITransactionLog> markers) => services
        .AddSingleton(_ => new SqliteBufferFile(path))
        .AddSingleton<SqliteBufferSafety>()
        .AddSingleton<ISequenceCounter, SqliteBufferSequence>()
        .AddSingleton<SequenceSeeder>()
        .AddSingleton<ITransactionBuffer, SqliteTransactionBuffer>()
        .AddSingleton<IDrainSource, SqliteDrainSource>()
        .AddSingleton<IOverlayFeed, SqliteOverlayFeed>()
        .AddSingleton<IBufferMonitor, SqliteBufferMonitor>()
        .AddSingleton<IFailedTransactions, SqliteFailedTransactions>()
        .AddSingleton<ITransactionLog>(provider => new SqliteTransactionLog(
            provider.GetRequiredService<SqliteBufferFile>(), markers(provider)));
}
