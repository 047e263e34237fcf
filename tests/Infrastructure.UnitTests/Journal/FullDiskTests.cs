using System.Diagnostics;
using CcatOps.Infrastructure.Journal;
using static CcatOps.Infrastructure.UnitTests.Journal.JournalCase;

namespace CcatOps.Infrastructure.UnitTests.Journal;

/// <summary>Mounts a small file system, which takes root.</summary>
public sealed class FullDiskTests
{
    [Test]
    public async Task A_full_disk_refuses_the_append_and_room_lets_the_next_one_in()
    {
        using var files = new JournalCase();
        using var disk = new SmallDisk(files.Folder, kilobytes: 256);
        await using var journal = files.Open();
        var ballast = Path.Combine(files.Folder, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[100_000]);

        var kept = new List<JournalRecord>();
        var refusal = await AppendUntilRefusedAsync(journal, kept);
        Assert.That(refusal.Message, Does.Contain("No space left").Or.Contain("disk is full").Or.Contain("not enough space"));
        Assert.That(journal.Fault, Is.Not.Null);
        Assert.That(() => journal.AppendAsync(Accepted(1000, new string('x', 20_000))), Throws.TypeOf<JournalUnavailableException>());

        File.Delete(ballast);
        kept.Add(Accepted(2000));
        await journal.AppendAsync(kept[^1]);

        Assert.That(journal.Fault, Is.Null);
        await using var again = files.Open();
        Assert.That(Texts(again.Read(0)), Is.EqualTo(Texts(kept)));
        Assert.That((again.Damaged, again.Torn), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Refused_again_and_again_it_leaves_no_files_behind()
    {
        using var files = new JournalCase();
        using var disk = new SmallDisk(files.Folder, kilobytes: 128);
        await using var journal = files.Open();
        await AppendUntilRefusedAsync(journal, []);
        var segments = files.Segments();

        for (var attempt = 0; attempt < 20; attempt++)
            Assert.That(() => journal.AppendAsync(Accepted(1000, new string('x', 200_000))), Throws.TypeOf<JournalUnavailableException>());

        Assert.That(files.Segments(), Is.EqualTo(segments));
    }

    private static async Task<JournalUnavailableException> AppendUntilRefusedAsync(JournalFolder journal, List<JournalRecord> kept)
    {
        for (var sequence = 1; sequence < 1000; sequence++)
        {
            var record = Accepted(sequence, new string('x', 5000));
            try
            {
                await journal.AppendAsync(record);
            }
            catch (JournalUnavailableException refusal)
            {
                return refusal;
            }

            kept.Add(record);
        }

        throw new AssertionException("The disk never became full.");
    }

    private sealed class SmallDisk : IDisposable
    {
        private readonly string folder;

        public SmallDisk(string folder, int kilobytes)
        {
            this.folder = Directory.CreateDirectory(folder).FullName;
            Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", folder);
        }

        public void Dispose() => Run("umount", "--lazy", folder);

        private static void Run(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
            process.WaitForExit();
            Assert.That(process.ExitCode, Is.Zero, $"{program} {string.Join(' ', arguments)}");
        }
    }
}
