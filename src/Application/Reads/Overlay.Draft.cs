using System.Collections.Immutable;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads;

public sealed partial class Overlay
{
    /// <summary>The next picture while it is made: many events cost few copies.</summary>
    private sealed class Draft(Overlay before)
    {
        private readonly ImmutableDictionary<Guid, OverlayTransaction>.Builder transactions = before.transactions.ToBuilder();
        private readonly ImmutableSortedDictionary<(long, Guid), OverlayTransaction>.Builder unconfirmed = before.unconfirmed.ToBuilder();
        private readonly Dictionary<(string Table, string Parent), ImmutableHashSet<string>.Builder> children = [];
        private readonly Dictionary<string, TableDraft> tables = [];

        public Overlay Finish(OverlayVersion? version)
        {
            var next = (Overlay)before.MemberwiseClone();
            next.Version = version;
            next.transactions = transactions.ToImmutable();
            next.unconfirmed = unconfirmed.ToImmutable();
            next.children = before.children
                .RemoveRange(children.Where(family => family.Value.Count == 0).Select(family => family.Key))
                .SetItems(children.Where(family => family.Value.Count > 0).Select(family => KeyValuePair.Create(family.Key, family.Value.ToImmutable())));
            foreach (var (name, table) in tables)
            {
                next.rows = next.rows.SetItem(name, table.Rows.ToImmutable());
                next.patches = next.patches.SetItem(name, table.Patches.ToImmutable());
                next.ordered = next.ordered.SetItem(name, table.Ordered.Finish());
            }

            return next;
        }

        public void Add(OverlayEvent happened)
        {
            switch (happened)
            {
                case OverlayEvent.Taken { Transaction: var transaction }:
                    Take(transaction);
                    break;
                case OverlayEvent.Moved moved:
                    foreach (var id in moved.Ids)
                        Move(id, moved.State, moved.Lsn);
                    break;
                case OverlayEvent.Released released:
                    foreach (var id in released.Ids)
                        Release(id);
                    break;
            }
        }

        private void Take(OverlayTransaction transaction)
        {
            var isKnown = transactions.ContainsKey(transaction.Id);
            Put(transaction);
            if (isKnown)
                return;
            foreach (var change in transaction.Changes)
                Change(change, row => OverlayRow.With(row, transaction.Sequence, transaction.Id, change));
        }

        private void Move(Guid id, TransactionState state, Lsn? lsn)
        {
            if (transactions.TryGetValue(id, out var transaction))
                Put(transaction.Moved(state, lsn));
        }

        private void Release(Guid id)
        {
            if (!transactions.TryGetValue(id, out var transaction))
                return;
            transactions.Remove(id);
            unconfirmed.Remove((transaction.Sequence, id));
            foreach (var change in transaction.Changes)
                Change(change, row => OverlayRow.Without(row, id));
        }

        private void Put(OverlayTransaction transaction)
        {
            transactions[transaction.Id] = transaction;
            var place = (transaction.Sequence, transaction.Id);
            if (transaction.State == TransactionState.Committed)
                unconfirmed[place] = transaction;
            else
                unconfirmed.Remove(place);
        }

        private void Change(OverlayChange change, Func<OverlayRow?, OverlayRow?> next)
        {
            var table = change.Table;
            if (!tables.TryGetValue(table.Name, out var draft))
            {
                tables[table.Name] = draft = new TableDraft(
                    before.rows[table.Name].ToBuilder(), before.patches[table.Name].ToBuilder(), before.ordered[table.Name].ToDraft());
            }

            var row = draft.Rows.GetValueOrDefault(change.Key);
            if (row is not null)
            {
                draft.Unlist(row);
                ChildrenOf(ParentOf(table, row)).Remove(row.Key);
            }

            if (next(row) is { } changed)
            {
                draft.List(changed);
                ChildrenOf(ParentOf(table, changed)).Add(changed.Key);
            }
        }

        private ImmutableHashSet<string>.Builder ChildrenOf((string Table, string Parent) parent)
        {
            if (!children.TryGetValue(parent, out var family))
                children[parent] = family = before.children.GetValueOrDefault(parent, []).ToBuilder();
            return family;
        }

        private static (string Table, string Parent) ParentOf(Table table, OverlayRow row) =>
            (table.Name, row.IsWhole && table.Reference is { } reference ? row.TextOf(reference.Column) ?? "" : "");
    }

    private sealed record TableDraft(
        ImmutableDictionary<string, OverlayRow>.Builder Rows, ImmutableHashSet<string>.Builder Patches, IOrderedRowsDraft Ordered)
    {
        public void List(OverlayRow row)
        {
            Rows[row.Key] = row;
            if (!row.IsWhole)
                Patches.Add(row.Key);
            else if (!row.IsDeleted)
                Ordered.Add(row);
        }

        public void Unlist(OverlayRow row)
        {
            Rows.Remove(row.Key);
            if (!row.IsWhole)
                Patches.Remove(row.Key);
            else if (!row.IsDeleted)
                Ordered.Remove(row);
        }
    }
}
