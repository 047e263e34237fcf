using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Bench.Staging;

/// <summary>
/// Transactions as the service makes them from a telescope's requests: of each execution the start, a raw data file and the end. Every
/// n-th execution may name a planned unit that main does not have, so that main refuses its start.
/// </summary>
internal static class Night
{
    public const string Site = "observatory";
    public const int PlannedUnits = 100;
    private const int UnknownUnit = 999_999;
    private static readonly string Hash = Convert.ToHexStringLower(new byte[32]);

    public static IEnumerable<Transaction> Transactions(int count, int? refusedEvery = null)
    {
        var execution = Guid.Empty;
        for (var number = 0; number < count; number++)
        {
            var turn = number / 3;
            var isRefused = refusedEvery is { } every && turn % every == every / 2;
            switch (number % 3)
            {
                case 0:
                    execution = Guid.CreateVersion7();
                    yield return Of(Operation.StartObservation, execution, Start(execution, isRefused ? UnknownUnit : turn % PlannedUnits + 1));
                    break;
                case 1:
                    yield return Of(Operation.RegisterRawDataFile, execution, File(execution, turn));
                    break;
                default:
                    yield return Of(Operation.FinishObservation, execution, Finish(execution));
                    break;
            }
        }
    }

    /// <summary>The bytes of the values as JSON, which is what a client's body holds.</summary>
    public static long PayloadBytes(Transaction transaction) =>
        transaction.Changes.Sum(change => JsonSerializer.SerializeToUtf8Bytes(change.Values, WireJson.Options).LongLength);

    public static Change Start(Guid execution, int unit) => new(ChangeKind.Insert, Tables.ExecutedObsUnit.Name, $"{execution}", new()
    {
        ["id"] = $"{execution}",
        ["obs_unit_id"] = unit,
        ["status"] = "running",
        ["start_time"] = "2023-03-28T02:38:42.123456Z",
        ["end_time"] = null,
        ["instrument_module"] = "MOD0",
        ["conditions"] = new JsonObject
        {
            ["pwv_mm"] = 0.42,
            ["temperature_c"] = -7.3,
            ["humidity_percent"] = 14.2,
            ["pressure_hpa"] = 530.1,
            ["wind_speed_m_s"] = 6.8,
            ["wind_direction_deg"] = 291,
            ["opacity_tau_225"] = 0.031,
            ["observer"] = "night crew",
            ["telescope"] = new JsonObject { ["azimuth_deg"] = 182.774, ["elevation_deg"] = 57.113, ["focus_mm"] = 1.207, ["tracking"] = true },
        },
        ["comment"] = "Horsehead Nebula R, Barnard 33",
    });

    public static Change File(Guid execution, int number)
    {
        var id = Guid.CreateVersion7();
        return new(ChangeKind.Insert, Tables.RawDataFile.Name, $"{id}", new()
        {
            ["id"] = $"{id}",
            ["executed_obs_unit_id"] = $"{execution}",
            ["name"] = $"obs_{number:000000}.fits",
            ["relative_path"] = $"2023-03-28/obs_{number:000000}.fits",
            ["size_bytes"] = 8_589_934_592,
            ["checksum"] = $"sha256:{Hash}",
            ["instrument_module"] = "MOD0",
        });
    }

    public static Change Finish(Guid execution) => new(
        ChangeKind.Update,
        Tables.ExecutedObsUnit.Name,
        $"{execution}",
        new() { ["status"] = "completed", ["end_time"] = "2023-03-28T02:39:42.123456Z" },
        new() { ["status"] = "running" });

    private static Transaction Of(Operation operation, Guid execution, Change change)
    {
        var id = Guid.CreateVersion7();
        return new Transaction
        {
            Id = id,
            SiteName = Site,
            Operation = operation.Name,
            Principal = "anonymous",
            Entities = [Transaction.Entity(Tables.ExecutedObsUnit.Name, $"{execution}")],
            Changes = [change],
            AcceptedAt = TimeProvider.System.GetUtcMicroseconds(),
            IdempotencyKey = $"{id}",
            RequestHash = Hash,
            Claims = ImmutableArray.Create($"idempotency:anonymous:{id}"),
        };
    }
}
