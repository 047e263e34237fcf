using CcatOps.Application.Draining;
using CcatOps.Domain.Writes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Draining;

/// <summary>
/// Nights of random trouble: cut links, lost answers, a buffer that comes and goes, poison, errors that pass, processes that
/// die and others that take over. Each seed is one night, and the same one every time.
/// </summary>
public sealed class BufferDrainerRandomTests
{
    private const int Nights = 300;

    [Test]
    public async Task Each_transaction_takes_effect_once_or_failed_or_waits_behind_a_failed_one([Range(0, Nights - 1, 50)] int first)
    {
        for (var seed = first; seed < first + 50; seed++)
        {
            var night = new Night(seed);
            await night.PassAsync();
            night.Judge();
        }
    }

    private sealed class Night(int seed)
    {
        private readonly Random random = new(seed);
        private readonly FakeDrainSource source = new();
        private readonly FakeMainDatabase main = new();
        private readonly FakeTimeProvider time = new();
        private readonly Dictionary<Guid, Failure> poison = [];
        private BufferedTransaction[] accepted = [];
        private bool isCalm;

        public async Task PassAsync()
        {
            accepted = [.. Enumerable.Range(1, random.Next(1, 150)).Select(NewTransaction)];
            var next = 0;
            main.Fault = () => isCalm ? LinkFault.None
                : Chance(0.15) ? LinkFault.Cut
                : Chance(0.15) ? LinkFault.AnswerLost
                : LinkFault.None;
            source.Trouble = _ =>
            {
                if (!isCalm && Chance(0.03))
                    throw FakeDrainSource.Away();
            };

            var processes = new[] { NewProcess(), NewProcess() };
            for (var step = 0; step < 4_000 && (next < accepted.Length || source.Queue.Count > 0); step++)
            {
                isCalm = step > 2_000;
                main.IsAway = !isCalm && Chance(0.1);
                for (var i = random.Next(0, 12); i > 0 && next < accepted.Length; i--)
                    source.Add(accepted[next++]);
                if (!isCalm && Chance(0.05))
                    source.LeaseHolder = null;

                var which = random.Next(processes.Length);
                if (!isCalm && Chance(0.02))
                    processes[which] = NewProcess();
                var (lease, drainer) = processes[which];
                if (Chance(0.7))
                    await lease.RenewAsync(CancellationToken.None);
                await drainer.DrainAsync(CancellationToken.None);
                time.Advance(TimeSpan.FromSeconds(random.Next(0, 20)));
                if (isCalm)
                    source.LeaseHolder = null;
            }
        }

        public void Judge()
        {
            var applied = main.Applied.Select(entry => entry.Transaction.Id).ToArray();
            var parked = source.Parked.Select(entry => entry.Transaction.Id).ToArray();
            using (Assert.EnterMultipleScope())
            {
                Assert.That(source.Queue, Is.Empty, $"seed {seed}: something still waits");
                Assert.That(applied, Is.Unique, $"seed {seed}: two effects");
                Assert.That(
                    applied.Concat(source.Failed.Keys).Concat(parked),
                    Is.EquivalentTo(accepted.Select(entry => entry.Transaction.Id)),
                    $"seed {seed}: accepted is not applied + failed + parked");
                Assert.That(source.Confirmed, Is.EquivalentTo(applied), $"seed {seed}: confirmed is not applied");
                Assert.That(source.Failed.Keys, Is.SubsetOf(poison.Keys), $"seed {seed}: failed without a reason");
                Assert.That(applied.Intersect(poison.Keys), Is.Empty, $"seed {seed}: poison applied");
                Assert.That(parked.All(IsBehindAFailedOne), Is.True, $"seed {seed}: parked behind nothing");
                Assert.That(OutOfOrder(), Is.Empty, $"seed {seed}: order within an entity is broken");
            }
        }

        private BufferedTransaction NewTransaction(int sequence)
        {
            var entities = Enumerable.Range(0, Chance(0.1) ? 2 : 1).Select(_ => $"entity-{random.Next(20)}").Distinct();
            var entry = Buffered(sequence, [.. entities]);
            if (Chance(0.03))
                poison[entry.Transaction.Id] = main.Refusals[entry.Transaction.Id] = new Failure("23503", "no such unit");
            else if (Chance(0.02))
                poison[entry.Transaction.Id] = main.Refusals[entry.Transaction.Id] = new Failure("XX000", "always");
            return entry;
        }

        private (DrainLease Lease, BufferDrainer Drainer) NewProcess()
        {
            var lease = new DrainLease(source);
            var drainer = new BufferDrainer(
                Secondary, source, main, lease, time, Mock.Of<IDrainObserver>(), NullLogger<BufferDrainer>.Instance);
            return (lease, drainer);
        }

        private bool IsBehindAFailedOne(Guid id)
        {
            var held = new HashSet<string>();
            foreach (var entry in accepted)
            {
                if (source.Failed.ContainsKey(entry.Transaction.Id))
                {
                    held.UnionWith(entry.Transaction.Entities);
                }
                else if (held.Overlaps(entry.Transaction.Entities))
                {
                    held.UnionWith(entry.Transaction.Entities);
                    if (entry.Transaction.Id == id)
                        return true;
                }
            }

            return false;
        }

        private IEnumerable<string> OutOfOrder() => main.Applied
            .SelectMany(entry => entry.Transaction.Entities.Select(entity => (entity, entry.Sequence)))
            .GroupBy(pair => pair.entity, pair => pair.Sequence)
            .Where(group => !group.SequenceEqual(group.Order()))
            .Select(group => $"{group.Key}: {string.Join(' ', group)}");

        private bool Chance(double probability) => random.NextDouble() < probability;
    }
}
