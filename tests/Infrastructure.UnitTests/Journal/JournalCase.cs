using System.Text.Json.Nodes;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Journal;
using Microsoft.Extensions.Time.Testing;

namespace CcatOps.Infrastructure.UnitTests.Journal;

/// <summary>A folder of the test's own, and records to put into it.</summary>
internal sealed class JournalCase : IDisposable
{
    public const string Site = "ccat";

    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("ccatops-journal-");

    public string Folder => Path.Combine(root.FullName, "site", "journal");

    public FakeTimeProvider Time { get; } = new(Noon);

    public JournalFolder Open(long segmentBytes = JournalFolder.DefaultSegmentBytes) => JournalFolder.Open(Folder, Site, Time, segmentBytes);

    public string[] Segments() => [.. Directory.GetFiles(Folder, "*.journal").Order(StringComparer.Ordinal)];

    public static JournalRecord.Accepted Accepted(long sequence, string comment = "") => new(sequence, Transaction(sequence, comment));

    public static JournalRecord.Edited Edited(long sequence, string comment) => new(sequence, Transaction(sequence, comment));

    public static JournalRecord.Discarded Discarded(long sequence) => new(Id(sequence), sequence);

    public static Guid Id(long sequence) => new((int)sequence, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7);

    /// <summary>A record as text: two transactions with one id are equal, whatever they hold.</summary>
    public static string Text(JournalRecord record) => $"{record.GetType().Name} {System.Text.Json.JsonSerializer.Serialize<object>(record, WireJson.Options)}";

    public static string[] Texts(IEnumerable<JournalRecord> records) => [.. records.Select(Text)];

    public void Dispose() => root.Delete(recursive: true);

    private static Transaction Transaction(long sequence, string comment) => new()
    {
        Id = Id(sequence),
        SiteName = Site,
        Operation = "start_observation",
        Principal = "operator",
        Entities = ["executed_obs_unit:1"],
        Changes = [new Change(ChangeKind.Insert, "executed_obs_unit", "1", new JsonObject { ["comment"] = comment, ["size"] = 9007199254740993 })],
        AcceptedAt = Noon,
        IdempotencyKey = "key-ü-✓",
        RequestHash = "00ff",
        Claims = ["key:1"],
        Warnings = ["unchecked"],
    };
}
