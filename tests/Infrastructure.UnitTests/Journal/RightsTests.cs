using System.Diagnostics;
using CcatOps.Infrastructure.Journal;

namespace CcatOps.Infrastructure.UnitTests.Journal;

public sealed class RightsTests
{
    [Test]
    public async Task Only_one_is_alone_and_all_see_it_until_it_is_ended()
    {
        using var files = new JournalCase();
        await using var one = files.Open();
        await using var other = files.Open();
        Assert.That(other.SomeoneIsAlone, Is.False);

        using (one.TryHoldAlone())
        {
            Assert.That(other.SomeoneIsAlone, Is.True);
            Assert.That(other.TryHoldAlone(), Is.Null);
        }

        Assert.That(other.SomeoneIsAlone, Is.True);
        using (var right = other.TryHoldAlone())
        {
            Assert.That(right, Is.Not.Null);
            other.EndAlone();
        }

        Assert.That(one.SomeoneIsAlone, Is.False);
    }

    [Test]
    public async Task The_right_of_a_process_that_was_killed_can_be_taken_over_and_its_file_is_still_there()
    {
        using var files = new JournalCase();
        await using var journal = files.Open();
        journal.TryHoldAlone()!.Dispose();
        using var holder = Process.Start(new ProcessStartInfo("flock", ["--no-fork", $"{files.Folder}/alone.lock", "sh", "-c", "echo held; exec sleep 600"])
        {
            RedirectStandardOutput = true,
        })!;
        Assert.That(await holder.StandardOutput.ReadLineAsync(), Is.EqualTo("held"));
        Assert.That(journal.TryHoldAlone(), Is.Null);

        holder.Kill();
        await holder.WaitForExitAsync();

        Assert.That(journal.SomeoneIsAlone, Is.True);
        using var right = journal.TryHoldAlone();
        Assert.That(right, Is.Not.Null);
    }

    [Test]
    public async Task Only_one_rebuilds_the_buffer_and_may_be_alone_beside_it()
    {
        using var files = new JournalCase();
        await using var one = files.Open();
        await using var other = files.Open();
        using var alone = one.TryHoldAlone();
        using var recovery = other.TryHoldRecovery();

        Assert.That(alone, Is.Not.Null);
        Assert.That(recovery, Is.Not.Null);
        Assert.That(one.TryHoldRecovery(), Is.Null);
    }

    [Test]
    public void Many_that_open_a_new_folder_at_once_get_one_id()
    {
        using var files = new JournalCase();
        var journals = new JournalFolder[16];

        Parallel.For(0, journals.Length, new ParallelOptions { MaxDegreeOfParallelism = journals.Length }, at => journals[at] = files.Open());

        Assert.That(journals.Select(journal => journal.Id).Distinct().Count(), Is.EqualTo(1));
        Assert.That(Guid.Parse(File.ReadAllLines(Path.Combine(files.Folder, "journal.id"))[0]), Is.EqualTo(journals[0].Id));
    }

    [Test]
    public async Task A_journal_of_another_site_is_refused()
    {
        using var files = new JournalCase();
        await using (files.Open())
        {
        }

        Assert.That(
            () => JournalFolder.Open(files.Folder, "other", files.Time),
            Throws.TypeOf<JournalUnavailableException>().With.Message.Contains("belongs to another site").And.Message.Contains("JOURNAL_PATH"));
    }

    [Test]
    public async Task A_journal_of_an_earlier_version_becomes_that_of_the_site_that_opens_it()
    {
        using var files = new JournalCase();
        var id = Guid.NewGuid();
        Directory.CreateDirectory(files.Folder);
        await File.WriteAllTextAsync(Path.Combine(files.Folder, "journal.id"), $"{id}\n");
        await using (var journal = files.Open())
            Assert.That(journal.Id, Is.EqualTo(id));

        Assert.That(() => JournalFolder.Open(files.Folder, "other", files.Time), Throws.TypeOf<JournalUnavailableException>());
    }

    [Test]
    public void An_id_that_cannot_be_read_is_not_replaced_by_another()
    {
        using var files = new JournalCase();
        Directory.CreateDirectory(files.Folder);
        File.WriteAllText(Path.Combine(files.Folder, "journal.id"), "?");

        Assert.That(() => files.Open(), Throws.TypeOf<JournalUnavailableException>().With.Message.Contains("journal.id holds no id"));
    }
}
