using CcatOps.Infrastructure.IntegrationTests.Sites;
using CcatOps.Infrastructure.Postgres;

namespace CcatOps.Infrastructure.IntegrationTests.Postgres;

/// <summary>Databases whose markers and files are partitioned by month.</summary>
internal static class Divided
{
    /// <summary>Divides as if it were another month: what is written now then goes into a month of its own.</summary>
    public static Task<bool> AsOfAsync(TestSite site, DateTimeOffset moment) =>
        new PostgresMonths(site.Get<MainDataSource>(), new At(moment)).DivideAsync(CancellationToken.None);

    public static Task TwoMonthsAgoAsync(TestSite site) => AsOfAsync(site, TimeProvider.System.GetUtcNow().AddMonths(-2));

    private sealed class At(DateTimeOffset moment) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => moment;
    }
}
