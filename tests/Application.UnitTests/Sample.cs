using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CcatOps.Application.Reads;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using Moq;

namespace CcatOps.Application.UnitTests;

/// <summary>Plain values that the tests share.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Now = new(2023, 3, 28, 2, 38, 42, TimeSpan.Zero);

    public static readonly SiteConfig Main = new() { SiteName = "cologne", SiteType = SiteType.Main };

    public static readonly SiteConfig Secondary = new() { SiteName = "ccat", SiteType = SiteType.Secondary };

    public static readonly EstimatedCounts NoEstimates = new(Mock.Of<ICache>());

    public static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    public static ExecutedObsUnit Execution(int number, int obsUnitId = 1, ExecutionStatus status = ExecutionStatus.Running) => new()
    {
        Id = Id(number),
        ObsUnitId = obsUnitId,
        Status = status,
        StartTime = Now,
    };

    public static RawDataFile File(int number, int execution) =>
        new() { Id = Id(number), ExecutedObsUnitId = Id(execution), Name = $"file-{number}.fits" };

    public static Change Insert(ExecutedObsUnit execution) => RowChanges.Insert(Tables.ExecutedObsUnit, execution);

    public static Change Insert(RawDataFile file) => RowChanges.Insert(Tables.RawDataFile, file);

    public static Change Finish(Guid id, ExecutionStatus status = ExecutionStatus.Completed) => RowChanges.Update(
        Tables.ExecutedObsUnit,
        id.ToString(),
        new { Status = status, EndTime = Now.AddMinutes(5) },
        new { Status = ExecutionStatus.Running });

    public static Change Update(Guid id, JsonObject values) =>
        new(ChangeKind.Update, Tables.ExecutedObsUnit.Name, id.ToString(), values);

    public static Change Delete(Guid id) => new(ChangeKind.Delete, Tables.ExecutedObsUnit.Name, id.ToString());

    public static Transaction Transaction(int number, params ImmutableArray<Change> changes) => new()
    {
        Id = Id(number),
        SiteName = Secondary.SiteName,
        Operation = "start_observation",
        Principal = "telescope",
        Entities = [.. changes.Select(change => Domain.Writes.Transaction.Entity(change.Table, change.Key)).Distinct()],
        Changes = changes,
        AcceptedAt = Now,
        RequestHash = $"hash-{number}",
    };

    /// <summary>The transaction with this sequence, id and entities; what it changes does not matter.</summary>
    public static BufferedTransaction Buffered(int sequence, params ImmutableArray<string> entities) =>
        new(Transaction(sequence) with { Entities = entities }, sequence);
}
