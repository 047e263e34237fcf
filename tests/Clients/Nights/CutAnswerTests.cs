using CcatOps.Clients.Recorders;
using CcatOps.Clients.Stage;
using CcatOps.TestBed;

namespace CcatOps.Clients.Nights;

internal sealed class CutAnswerTests
{
    private const int Samples = 40;

    [TestCaseSource(typeof(AllRecorders), nameof(AllRecorders.All))]
    public async Task A_connection_dropped_after_any_byte_of_the_answers_makes_no_double(Recorder recorder)
    {
        await using var site = await Site.StartEmbeddedAsync();
        await using var line = new DelayLine(site.Port);
        await RecordAsync(1);
        var bytes = line.Forwarded(Direction.ToClient);
        Assert.That(bytes, Is.GreaterThan(1_000), "three answers");

        foreach (var number in Enumerable.Range(2, Samples))
        {
            var cut = line.CutAfter(Direction.ToClient, (number - 2) * bytes / Samples);
            await RecordAsync(number);
            Assert.That(cut.Happened.IsCompleted, Is.True, $"exposure {number}");
        }

        Assert.That(await site.CountExecutionsAsync(), Is.EqualTo(Samples + 1));
        Assert.That(await site.CountFilesAsync(), Is.EqualTo(Samples + 1));
        var writes = await site.WritesAsync();
        Assert.That(writes, Has.Count.EqualTo(3 * (Samples + 1)));
        Assert.That(writes, Is.Unique);

        async Task RecordAsync(int exposure)
        {
            await using var night = await RecordedNight.StartAsync(recorder, new($"http://127.0.0.1:{line.Port}"), site.Token, (exposure, exposure));
            await night.EndAsync();
            Assert.That(night.Outcomes.Count(outcome => outcome.IsStored), Is.EqualTo(3));
        }
    }
}
