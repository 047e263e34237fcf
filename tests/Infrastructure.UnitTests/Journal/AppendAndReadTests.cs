using CcatOps.Infrastructure.Buffering;
using CcatOps.Infrastructure.Journal;
using static CcatOps.Infrastructure.UnitTests.Journal.JournalCase;

namespace CcatOps.Infrastructure.UnitTests.Journal;

public sealed class AppendAndReadTests
{
    [Test]
    public async Task Every_kind_of_record_is_read_as_it_was_written()
    {
        using var files = new JournalCase();
        var settled = new JournalRecord.Settled(2, Noon);
        await using (var journal = files.Open())
        {
            foreach (var record in new JournalRecord[] { Accepted(1, "one"), Accepted(2, "two"), Edited(1, "other"), Discarded(2), settled })
                await journal.AppendAsync(record);
        }

        await using var again = files.Open();

        Assert.That(Texts(again.Read(0)), Is.EqualTo(Texts([Discarded(2), Edited(1, "other"), Accepted(1, "one"), Accepted(2, "two")])));
        Assert.That((again.Greatest, again.States().Settled.Below, again.Damaged, again.Torn), Is.EqualTo((2, 2, 0, 0)));
    }

    [Test]
    public void A_transaction_whose_JSON_is_there_already_is_written_as_any_other()
    {
        var record = Accepted(1_234_567, "one");
        var packed = record with { Body = new PackedTransaction(record.Transaction).Body };

        Assert.That(RecordFrame.Encode(packed), Is.EqualTo(RecordFrame.Encode(record)));
    }

    [Test]
    public async Task What_was_appended_is_there_although_the_writer_never_closed()
    {
        using var files = new JournalCase();
        await using var killed = files.Open();
        await killed.AppendAsync(Accepted(7));

        await using var next = files.Open();

        Assert.That(Texts(next.Read(0)), Is.EqualTo(Texts([Accepted(7)])));
    }

    [Test]
    public async Task Reading_from_a_sequence_leaves_out_what_is_below()
    {
        using var files = new JournalCase();
        await using var journal = files.Open();
        foreach (var record in new JournalRecord[] { Accepted(1), Accepted(2), Accepted(3), Edited(1, "a"), Discarded(2), Edited(3, "b") })
            await journal.AppendAsync(record);

        Assert.That(Texts(journal.Read(2)), Is.EqualTo(Texts([Discarded(2), Edited(3, "b"), Accepted(2), Accepted(3)])));
    }

    [Test]
    public async Task Two_writers_read_what_both_wrote_in_the_order_of_the_sequences()
    {
        using var files = new JournalCase();
        await using var one = files.Open(segmentBytes: 2000);
        await using var other = files.Open(segmentBytes: 2000);
        for (var sequence = 1; sequence <= 40; sequence++)
            await (sequence % 3 == 0 ? one : other).AppendAsync(Accepted(sequence));

        Assert.That(Texts(one.Read(0)), Is.EqualTo(Texts(Enumerable.Range(1, 40).Select(sequence => Accepted(sequence)))));
        Assert.That((one.Id, one.Greatest), Is.EqualTo((other.Id, 40)));
    }

    [Test]
    public async Task The_edits_of_two_writers_come_in_the_order_in_which_they_were_made()
    {
        using var files = new JournalCase();
        await using var one = files.Open();
        await using var other = files.Open();
        await other.AppendAsync(Accepted(1));
        await one.AppendAsync(Accepted(2));
        string[] edits = ["a", "b", "c", "d", "e"];
        foreach (var (at, edit) in edits.Index())
            await (at % 2 == 0 ? one : other).AppendAsync(Edited(1, edit));

        Assert.That(Texts(one.Read(0).OfType<JournalRecord.Edited>()), Is.EqualTo(Texts(edits.Select(edit => Edited(1, edit)))));
    }

    [Test]
    public async Task A_full_segment_is_followed_by_the_next()
    {
        using var files = new JournalCase();
        await using var journal = files.Open(segmentBytes: 4000);
        for (var sequence = 1; sequence <= 50; sequence++)
            await journal.AppendAsync(Accepted(sequence));

        Assert.That(files.Segments(), Has.Length.InRange(5, 25));
        Assert.That(files.Segments().Select(path => new FileInfo(path).Length), Has.All.LessThan(5000));
        Assert.That(journal.Read(0).Count(), Is.EqualTo(50));
    }

    [Test]
    public async Task A_transaction_larger_than_any_window_is_read_as_it_was_written()
    {
        using var files = new JournalCase();
        await using var journal = files.Open();
        JournalRecord[] records = [Accepted(1), Accepted(2, new string('x', 3_000_000)), Accepted(3)];
        foreach (var record in records)
            await journal.AppendAsync(record);

        Assert.That(Texts(journal.Read(0)), Is.EqualTo(Texts(records)));
    }

    [Test]
    public async Task Reading_keeps_no_record_that_was_passed()
    {
        using var files = new JournalCase();
        await using var journal = files.Open();
        await Task.WhenAll(Enumerable.Range(1, 20_000).Select(sequence => journal.AppendAsync(Accepted(sequence))));

        journal.LookAgain();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var held = 0L;
        foreach (var record in journal.Read(0))
        {
            if (record is JournalRecord.Accepted { Sequence: 19_999 })
                held = GC.GetTotalMemory(forceFullCollection: true) - before;
        }

        Assert.That(new FileInfo(files.Segments()[0]).Length, Is.GreaterThan(8 << 20));
        Assert.That(held, Is.InRange(1, 1 << 20));
    }

    [Test]
    public async Task A_segment_of_a_newer_program_is_refused_by_name()
    {
        using var files = new JournalCase();
        await using (var journal = files.Open())
            await journal.AppendAsync(Accepted(1));
        var path = files.Segments()[0];
        await File.WriteAllBytesAsync(path, [.. SegmentFormat.Header(version: 2), .. (await File.ReadAllBytesAsync(path))[SegmentFormat.HeaderBytes..]]);

        Assert.That(() => files.Open(), Throws.TypeOf<JournalUnavailableException>().With.Message.Contains("has version 2"));
    }

    [Test]
    public async Task A_record_of_an_unknown_kind_is_not_passed_over()
    {
        using var files = new JournalCase();
        await using (var journal = files.Open())
            await journal.AppendAsync(Accepted(1));
        await File.AppendAllBytesAsync(files.Segments()[0], SegmentFormat.Frame((RecordKind)9, 2, 0, "{}"u8.ToArray()));

        Assert.That(() => files.Open(), Throws.TypeOf<JournalUnavailableException>().With.Message.Contains("unknown kind 9"));
    }

    [Test]
    public async Task A_segment_that_was_taken_away_is_written_no_further()
    {
        using var files = new JournalCase();
        await using var journal = files.Open();
        await journal.AppendAsync(Accepted(1));
        File.Delete(files.Segments()[0]);
        await journal.AppendAsync(Accepted(2));

        Assert.That(Texts(journal.Read(0)), Is.EqualTo(Texts([Accepted(2)])));
    }

    [Test]
    public async Task A_folder_that_was_taken_away_refuses_the_append()
    {
        using var files = new JournalCase();
        await using var journal = files.Open();
        await journal.AppendAsync(Accepted(1));
        Directory.Delete(files.Folder, recursive: true);

        Assert.That(() => journal.AppendAsync(Accepted(2)), Throws.TypeOf<JournalUnavailableException>());
        Assert.That(journal.Fault, Is.Not.Null);
    }

    [Test]
    public async Task A_closed_journal_takes_nothing()
    {
        using var files = new JournalCase();
        var journal = files.Open();
        await journal.DisposeAsync();

        Assert.That(() => journal.AppendAsync(Accepted(1)), Throws.TypeOf<JournalUnavailableException>());
    }

    [Test]
    public void A_path_that_is_a_file_is_refused()
    {
        using var files = new JournalCase();
        Directory.CreateDirectory(Path.GetDirectoryName(files.Folder)!);
        File.WriteAllText(files.Folder, "");

        Assert.That(() => files.Open(), Throws.TypeOf<JournalUnavailableException>());
    }
}
