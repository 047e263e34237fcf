using System.Text.Json.Nodes;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;
using CsCheck;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Reads;

/// <summary>Compares the overlay with its model: the relevant transactions, one after the other.</summary>
public sealed class OverlayModelTests
{
    private const int Rows = 12;
    private const int Parents = 3;
    private static readonly Table Table = Tables.ExecutedObsUnit;

    [Test]
    public void Whatever_happens_in_whatever_portions_the_picture_is_that_of_the_transactions_left() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[1, 120], Gen.Int[1, 40]).Sample((seed, count, portion) =>
        {
            var random = new Random(seed);
            var model = new Model();
            var overlay = OverlaySnapshot.Empty;
            foreach (var events in Enumerable.Range(1, count).Select(number => model.Next(random, number)).Chunk(random.Next(portion) + 1))
                overlay = overlay.With(events);
            Assert.That(PictureOf(overlay), Is.EqualTo(model.Picture()));
        });

    private static string PictureOf(OverlaySnapshot overlay) => string.Join('\n',
        $"keys {Words(overlay.Keys(Table).Order())}",
        $"listed {overlay.CountListed(Table)}: {Words(overlay.Listed(Table, null).Select(row => row.Key))}",
        $"patches {Words(overlay.Patches(Table).Select(row => row.Key).Order())}",
        $"under {string.Join(" | ", Enumerable.Range(1, Parents).Select(parent =>
            Words(overlay.RowsUnder(Table, $"{parent}").Where(row => row.IsWhole).Select(row => row.Key).Order())))}",
        $"values {string.Join('\n', overlay.Keys(Table).Order().Select(key => overlay.Find(Table, key)!.ReadValues()?.ToJsonString()))}",
        $"states {Words(overlay.Keys(Table).Order().Select(key => $"{overlay.SyncOf(overlay.Find(Table, key)!)}"))}",
        $"transactions {Words(overlay.Transactions.OrderBy(each => each.Sequence).Select(each => $"{each.Id} {each.State} {each.Lsn}"))}",
        $"unconfirmed {Words(overlay.Unconfirmed.Select(each => $"{each.Sequence} {each.Id} {each.Lsn}"))}");

    private static string Words(IEnumerable<string> words) => string.Join(", ", words);

    /// <summary>Knows the transactions, and finds everything by looking at all of them.</summary>
    private sealed class Model
    {
        private readonly SortedDictionary<long, OverlayTransaction> left = [];

#pragma warning disable CA5394 // A seed must give the same again.
        public OverlayEvent Next(Random random, int number)
        {
            if (left.Count == 0 || random.Next(3) == 0)
            {
                Change[] changes = [.. Enumerable.Range(0, random.Next(3) + 1).Select(_ => NextChange(random))];
                left[number] = OverlayTransaction.Of(Transaction(number, [.. changes]), number, TransactionState.Buffered);
                return new OverlayEvent.Taken(left[number]);
            }

            var some = left.Values.Where(_ => random.Next(left.Count) < 3).ToArray();
            Guid[] ids = [.. some.Select(each => each.Id)];
            if (random.Next(2) == 0)
            {
                foreach (var each in some)
                    left.Remove(each.Sequence);
                return new OverlayEvent.Released(ids);
            }

            var state = random.Next(2) == 0 ? TransactionState.Committed : TransactionState.Failed;
            Lsn? lsn = state == TransactionState.Committed ? new((ulong)number) : null;
            foreach (var each in some)
                left[each.Sequence] = OverlayTransaction.Of(each.ToTransaction(), each.Sequence, state, lsn);
            return new OverlayEvent.Moved(ids, state, lsn);
        }

        private static Change NextChange(Random random)
        {
            var row = random.Next(Rows);
            var time = Now.AddMinutes(random.Next(4));
            return random.Next(6) switch
            {
                0 or 1 or 2 => Insert(Execution(row, random.Next(Parents) + 1) with { StartTime = time }),
                3 => Update(Id(row), new JsonObject { ["comment"] = $"{random.Next(100)}" }),
                4 => Update(Id(row), new JsonObject { ["start_time"] = $"{time:yyyy-MM-ddTHH:mm:ssZ}", ["obs_unit_id"] = random.Next(Parents) + 1 }),
                _ => Delete(Id(row)),
            };
        }
#pragma warning restore CA5394

        public string Picture()
        {
            var rows = new SortedDictionary<string, (bool IsWhole, JsonObject? Values, OverlayTransaction Newest)>();
            foreach (var (transaction, change) in left.Values.SelectMany(each => each.ToTransaction().Changes.Select(change => (each, change))))
            {
                var known = rows.TryGetValue(change.Key, out var row);
                rows[change.Key] = change.Kind switch
                {
                    ChangeKind.Insert => (true, change.Values!.DeepClone().AsObject(), transaction),
                    ChangeKind.Update when !known => (false, change.Values!.DeepClone().AsObject(), transaction),
                    ChangeKind.Update => (row.IsWhole, row.Values is null ? null : RowChanges.Patch(row.Values, change.Values!), transaction),
                    _ => (true, null, transaction),
                };
            }

            var listed = rows.Where(row => row.Value is { IsWhole: true, Values: not null }).ToArray();
            return string.Join('\n',
                $"keys {Words(rows.Keys)}",
                $"listed {listed.Length}: {Words(listed
                    .OrderByDescending(row => DateTimeOffset.Parse($"{row.Value.Values!["start_time"]}", null))
                    .ThenByDescending(row => Guid.Parse(row.Key)).Select(row => row.Key))}",
                $"patches {Words(rows.Where(row => !row.Value.IsWhole).Select(row => row.Key))}",
                $"under {string.Join(" | ", Enumerable.Range(1, Parents).Select(parent =>
                    Words(listed.Where(row => $"{row.Value.Values!["obs_unit_id"]}" == $"{parent}").Select(row => row.Key))))}",
                $"values {string.Join('\n', rows.Values.Select(row => row.Values?.ToJsonString()))}",
                $"states {Words(rows.Values.Select(row => $"{new Sync(row.Newest.State, row.Newest.Id, row.Newest.Lsn)}"))}",
                $"transactions {Words(left.Values.Select(each => $"{each.Id} {each.State} {each.Lsn}"))}",
                $"unconfirmed {Words(left.Values.Where(each => each.State == TransactionState.Committed)
                    .Select(each => $"{each.Sequence} {each.Id} {each.Lsn}"))}");
        }
    }
}
