using CcatOps.Bench.Loads;
using CcatOps.Bench.Measuring;
using CcatOps.Bench.Staging;

namespace CcatOps.Bench.Benchmarks;

/// <summary>
/// Reads at a secondary site with more and more in its buffer, against the same request with <c>consistency=replica</c>, which goes through
/// the same process to the same replica and leaves the overlay out. One connection, so that a time is that of the request and not of a queue.
/// </summary>
internal sealed class Reads : IBenchmark
{
    private const int Replicated = 10_000;
    private static readonly (int Buffered, double Most)[] Depths = [(0, 1.2), (1_000, 1.3), (100_000, 1.5)];

    public string Name => "reads";

    public string About => "merged reads, against the replica alone";

    public async Task RunAsync(Scene scene, Notebook notebook, CancellationToken cancellationToken)
    {
        var stage = scene.Stage;
        await stage.ResetAsync(cancellationToken);
        await stage.Servers.Primary.ExecuteAsync(
            $"""
            with night as (
                select gen_random_uuid() as execution, gen_random_uuid() as file, gen_random_uuid() as transaction, n
                from generate_series(1, {Replicated}) n),
            executed as (
                insert into executed_obs_unit
                select executed.* from night, jsonb_populate_record(
                    null::executed_obs_unit,
                    '{Night.Start(default, 1).Values}'::jsonb || '{Night.Finish(default).Values}'::jsonb || jsonb_build_object(
                        'id', execution, 'obs_unit_id', n % {Night.PlannedUnits} + 1,
                        'start_time', timestamptz '2022-01-01' + n * interval '1 min', 'transaction_id', transaction)) executed)
            insert into raw_data_file
            select stored.* from night, jsonb_populate_record(
                null::raw_data_file,
                '{Night.File(default, 1).Values}'::jsonb || jsonb_build_object(
                    'id', file, 'executed_obs_unit_id', execution, 'transaction_id', transaction)) stored;
            analyze executed_obs_unit;
            analyze raw_data_file;
            """,
            cancellationToken);
        await stage.Servers.Replica.CatchUpAsync(cancellationToken: cancellationToken);
        var known = await stage.Servers.Primary.ReadAsync<Guid>("select id from executed_obs_unit order by id limit 1", cancellationToken);

        await using var site = await stage.StartSecondaryAsync(cancellationToken);
        await site.PauseAsync(cancellationToken);
        var filled = 0;
        foreach (var (buffered, most) in scene.Some(Depths))
        {
            var wanted = scene.IsSmoke ? 300 : buffered;
            await stage.FillAsync(Night.Transactions(wanted - filled), cancellationToken);
            filled = wanted;
            await site.SettleAsync(cancellationToken);
            (string What, string Path, Goal? Goal)[] reads =
            [
                ("by id", $"/executed_obs_units/{known}", Goal.RatioAtMost(most)),
                ("page of 50", "/executed_obs_units?limit=50", Goal.RatioAtMost(most)),
                ("count", "/executed_obs_units?limit=1&count=exact", null),
            ];

            // All of them before the first is measured: for half a minute the compiler is at what they share.
            foreach (var (_, path, _) in scene.IsSmoke ? [] : reads)
            {
                await Wrk.GetAsync(new(site.Url, path), 1, TimeSpan.FromSeconds(3), cancellationToken);
                await Wrk.GetAsync(Plain(path), 1, TimeSpan.FromSeconds(3), cancellationToken);
            }

            foreach (var (what, path, goal) in reads)
            {
                var merged = await Wrk.GetAsync(new(site.Url, path), 1, scene.Time(3, 1), cancellationToken);
                var plain = await Wrk.GetAsync(Plain(path), 1, scene.Time(3, 1), cancellationToken);
                notebook.Add($"{buffered:#,0} buffered, {what}, p50", "ms", merged.P50, plain.P50, goal);
            }
        }

        Uri Plain(string path) => new(site.Url, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}consistency=replica");
    }
}
