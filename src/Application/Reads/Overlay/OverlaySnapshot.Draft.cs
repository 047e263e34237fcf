using CcatOps.Domain.Replication;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads.Overlay;

public sealed partial class OverlaySnapshot
{
    /// <summary>The next picture while it is made: many events cost few copies.</summary>
    private sealed class Draft(OverlaySnapshot before)
    {
        private readonly RunStates?[] changed = new RunStates?[before.runs.Length];
        private readonly List<OverlayTransaction?> taken = [];
        private readonly Dictionary<Guid, int> placesOfTaken = [];
        private readonly HashSet<(Table Table, string Key)> touched = [];

        public void Add(OverlayEvent happened)
        {
            switch (happened)
            {
                case OverlayEvent.Taken { Transaction: var transaction }:
                    Take(transaction);
                    break;
                case OverlayEvent.Moved moved:
                    foreach (var id in moved.Ids)
                        TryMove(id, moved.State, moved.Lsn);
                    break;
                case OverlayEvent.Released released:
                    foreach (var id in released.Ids)
                        Release(id);
                    break;
            }
        }

        public OverlaySnapshot Finish()
        {
            var next = (OverlaySnapshot)before.MemberwiseClone();
            next.unconfirmed = null;
            var runs = before.runs.Select((run, place) => changed[place] is { } states ? run with { States = states } : run).ToList();
            runs.AddRange(RunsOfTaken());
            next.runs = [.. runs];
            runs[^1] = runs[^1] with { Places = PlaceTouched(next) };
            next.runs = [.. runs];
            next.runs = [.. next.Tidied()];
            return next;
        }

        private void Take(OverlayTransaction transaction)
        {
            if (TryMove(transaction.Id, transaction.State, transaction.Lsn))
                return;
            placesOfTaken[transaction.Id] = taken.Count;
            taken.Add(transaction);
            foreach (var change in transaction.Changes)
                touched.Add((change.Table, change.Key));
        }

        private bool TryMove(Guid id, TransactionState state, Lsn? lsn)
        {
            if (placesOfTaken.TryGetValue(id, out var place))
                taken[place] = taken[place]!.Moved(state, lsn);
            else if (Find(id) is var (states, _, entry))
                states.Set(entry, state, lsn);
            else
                return false;
            return true;
        }

        private void Release(Guid id)
        {
            if (placesOfTaken.Remove(id, out var place))
            {
                taken[place] = null;
            }
            else if (Find(id) is var (states, content, entry))
            {
                states.Forget(entry);
                foreach (var change in content.ChangesOf(entry))
                    touched.Add((content.TableOf(change), content.KeyOf(change)));
            }
        }

        /// <summary>A transaction of the picture before, with states that may be changed.</summary>
        private (RunStates States, RunContent Content, int Entry)? Find(Guid id)
        {
            for (var place = 0; place < changed.Length; place++)
            {
                var run = before.runs[place];
                var entry = run.Content.Find(id);
                if (entry >= 0 && (changed[place] ?? run.States).IsLive(entry))
                    return (changed[place] ??= run.States.Copy(), run.Content, entry);
            }

            return null;
        }

        private IEnumerable<OverlayRun> RunsOfTaken()
        {
            var (some, bytes) = (new List<OverlayTransaction>(), 0L);
            foreach (var transaction in taken.OfType<OverlayTransaction>())
            {
                if (bytes > OverlayRun.MostBytes)
                {
                    yield return OverlayRun.Of(some);
                    (some, bytes) = ([], 0);
                }

                some.Add(transaction);
                bytes += transaction.Body.Length;
            }

            yield return OverlayRun.Of(some);
        }

        /// <summary>Notes of the rows that were touched whether they are listed, and the new places of those that stand elsewhere than before.</summary>
        private RunPlaces PlaceTouched(OverlaySnapshot next)
        {
            var places = new RunPlaces.Builder();
            var counts = next.listed.ToBuilder();
            var patched = next.patches.Select(keys => keys.ToBuilder()).ToArray();
            foreach (var (table, key) in touched)
            {
                var name = RowName.Of(table, key);
                var (old, now) = (PlaceOf(table, before.Find(name)), PlaceOf(table, next.Find(name)));
                counts[name.Table] += (now.IsListed ? 1 : 0) - (old.IsListed ? 1 : 0);
                if (now.IsPatch)
                    patched[name.Table].Add(key);
                else
                    patched[name.Table].Remove(key);
                if (now.IsListed && now != old)
                    places.Add(name.Table, now.InLists, name.Key, name.Hash, now.ParentHash);
            }

            next.listed = counts.ToImmutable();
            next.patches = [.. patched.Select(keys => keys.ToImmutable())];
            return places.Finish();
        }

        private static (bool IsListed, bool IsPatch, ListPlace InLists, int ParentHash) PlaceOf(Table table, OverlayRow? row) => row is { IsListed: true }
            ? (true, false, RowPlace.Of(table, row), RowName.HashOf(RowName.NumberOf(table), ParentOf(table, row)))
            : (false, row is { IsWhole: false }, default, default);
    }
}
