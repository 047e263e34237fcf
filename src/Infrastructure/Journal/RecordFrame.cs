using System.Globalization;
using System.Text;
using System.Text.Json;
using CcatOps.Application.Serialization;

namespace CcatOps.Infrastructure.Journal;

/// <summary>A record as it is stored in a segment.</summary>
/// <param name="Kind">The kind of the body.</param>
/// <param name="Sequence">The sequence that it concerns; 0: several, or unknown.</param>
/// <param name="Order">The order of a change of state among all of the folder; 0 for other kinds.</param>
/// <param name="Offset">The offset in the segment at which it begins.</param>
/// <param name="Body">Its JSON, valid until the next record is read.</param>
internal readonly record struct RecordFrame(RecordKind Kind, long Sequence, long Order, long Offset, ReadOnlyMemory<byte> Body)
{
    public static byte[] Encode(JournalRecord record, long order = 0) => record switch
    {
        JournalRecord.Accepted { Body: { } body } accepted => SegmentFormat.Frame(
            RecordKind.Accepted,
            accepted.Sequence,
            order,
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"sequence":{{accepted.Sequence}},"transaction":""")),
            body,
            "}"u8.ToArray()),
        JournalRecord.Accepted accepted => Encode(RecordKind.Accepted, accepted.Sequence, order, accepted),
        JournalRecord.Edited edited => Encode(RecordKind.Edited, edited.Sequence, order, edited),
        JournalRecord.Discarded discarded => Encode(RecordKind.Discarded, discarded.Sequence, order, discarded),
        JournalRecord.Settled settled => Encode(RecordKind.Settled, settled.Below, order, settled),
        JournalRecord.Moved moved => Encode(RecordKind.Moved, 0, order, moved),
        JournalRecord.Direct direct => Encode(RecordKind.Direct, direct.Sequence, order, direct),
        JournalRecord.Withdrawn withdrawn => Encode(RecordKind.Withdrawn, withdrawn.Sequence, order, withdrawn),
        _ => throw new ArgumentException($"{record.GetType()} is no record of the journal.", nameof(record)),
    };

    /// <exception cref="JournalUnavailableException">A program wrote it that knows more than this one.</exception>
    public JournalRecord Decode()
    {
        try
        {
            return Kind switch
            {
                RecordKind.Accepted => Read<JournalRecord.Accepted>(),
                RecordKind.Edited => Read<JournalRecord.Edited>(),
                RecordKind.Discarded => Read<JournalRecord.Discarded>(),
                RecordKind.Settled => Read<JournalRecord.Settled>(),
                RecordKind.Moved => Read<JournalRecord.Moved>(),
                RecordKind.Direct => Read<JournalRecord.Direct>(),
                RecordKind.Withdrawn => Read<JournalRecord.Withdrawn>(),
                _ => throw new JournalUnavailableException($"it holds a record of the unknown kind {(byte)Kind}; was it written by a newer program?"),
            };
        }
        catch (JsonException exception)
        {
            // The checksum holds, so this is what was written: leaving it out would lose a write silently.
            throw new JournalUnavailableException($"it holds a record for sequence {Sequence} that this program cannot read: {exception.Message}", exception);
        }
    }

    private static byte[] Encode<T>(RecordKind kind, long sequence, long order, T record) =>
        SegmentFormat.Frame(kind, sequence, order, JsonSerializer.SerializeToUtf8Bytes(record, WireJson.Options));

    private T Read<T>() => JsonSerializer.Deserialize<T>(Body.Span, WireJson.Options)!;
}
