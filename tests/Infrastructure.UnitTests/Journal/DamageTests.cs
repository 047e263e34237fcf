using CcatOps.Infrastructure.Journal;
using CsCheck;
using static CcatOps.Infrastructure.UnitTests.Journal.JournalCase;

namespace CcatOps.Infrastructure.UnitTests.Journal;

/// <summary>Reads a segment after a kill, a power cut or a disk error.</summary>
public sealed class DamageTests
{
    private static readonly JournalRecord[] Records = [.. Enumerable.Range(1, 5).Select(sequence => Accepted(sequence, $"comment {sequence}"))];

    [Test]
    public async Task A_segment_cut_after_any_byte_reads_as_its_whole_records()
    {
        using var files = new JournalCase();
        var whole = await WriteAsync(files);
        var ends = Ends(whole);

        for (var length = 0; length <= whole.Length; length++)
        {
            await File.WriteAllBytesAsync(files.Segments()[0], whole[..length]);
            await using var journal = files.Open();

            Assert.That(Texts(journal.Read(0)), Is.EqualTo(Texts(Records[..ends.Count(end => end <= length)])), $"{length} bytes");
            Assert.That(journal.Damaged, Is.Zero, $"{length} bytes");
            Assert.That(journal.Torn, Is.EqualTo(ends.Contains(length) || length == SegmentFormat.HeaderBytes ? 0 : 1), $"{length} bytes");
        }
    }

    [Test]
    public async Task After_a_torn_end_the_next_writer_goes_on()
    {
        using var files = new JournalCase();
        var whole = await WriteAsync(files);
        await File.WriteAllBytesAsync(files.Segments()[0], whole[..^1]);
        await using (var next = files.Open())
            await next.AppendAsync(Accepted(6));

        await using var journal = files.Open();

        Assert.That(Texts(journal.Read(0)), Is.EqualTo(Texts([.. Records[..4], Accepted(6)])));
    }

    [Test]
    public async Task A_flipped_byte_anywhere_costs_at_most_the_record_it_stands_in_and_never_gives_a_wrong_one()
    {
        using var files = new JournalCase();
        var whole = await WriteAsync(files);
        var ends = Ends(whole);

        for (var offset = 0; offset < whole.Length; offset++)
        {
            byte[] broken = [.. whole];
            broken[offset] ^= (byte)(1 + (offset % 255));
            await File.WriteAllBytesAsync(files.Segments()[0], broken);
            await using var journal = files.Open();

            var lost = offset < SegmentFormat.HeaderBytes ? -1 : ends.Count(end => end <= offset);
            Assert.That(Texts(journal.Read(0)), Is.EqualTo(Texts(Records.Where((_, at) => at != lost))), $"byte {offset}");
            Assert.That((journal.Damaged, journal.Torn), Is.EqualTo(lost == Records.Length - 1 ? (0, 1) : (1, 0)), $"byte {offset}");
        }
    }

    [Test]
    public async Task Bytes_broken_at_random_never_give_a_wrong_record()
    {
        using var files = new JournalCase();
        var whole = await WriteAsync(files);
        var sound = Texts(Records).ToHashSet();

        await Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte.Array[1, 600]).SampleAsync(
            async (offset, garbage) =>
            {
                byte[] broken = [.. whole];
                garbage.AsSpan(0, Math.Min(garbage.Length, broken.Length - offset)).CopyTo(broken.AsSpan(offset));
                await File.WriteAllBytesAsync(files.Segments()[0], broken);
                await using var journal = files.Open();
                var read = Texts(journal.Read(0));
                return read.All(sound.Contains) && read.Distinct().Count() == read.Length && (read.Length == Records.Length || journal.Damaged + journal.Torn > 0);
            },
            iter: 500,
            threads: 1);
    }

    [Test]
    public async Task Damage_found_twice_is_counted_once()
    {
        using var files = new JournalCase();
        var whole = await WriteAsync(files);
        whole[Ends(whole)[0] + 40] ^= 1;
        whole[Ends(whole)[2] + 40] ^= 1;
        await File.WriteAllBytesAsync(files.Segments()[0], whole);
        await using var journal = files.Open();

        Assert.That(Texts(journal.Read(0)), Is.EqualTo(Texts([Records[0], Records[2], Records[4]])));
        Assert.That(journal.Read(0).Count(), Is.EqualTo(3));
        Assert.That(journal.Damaged, Is.EqualTo(2));
    }

    private static async Task<byte[]> WriteAsync(JournalCase files)
    {
        await using (var journal = files.Open())
        {
            foreach (var record in Records)
                await journal.AppendAsync(record);
        }

        return await File.ReadAllBytesAsync(files.Segments()[0]);
    }

    private static int[] Ends(byte[] segment)
    {
        var ends = new List<int>();
        for (var at = SegmentFormat.HeaderBytes; at < segment.Length; at = ends[^1])
            ends.Add(at + (int)SegmentFormat.ReadLength(segment.AsSpan(at))!.Value);
        return [.. ends];
    }
}
