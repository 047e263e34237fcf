using System.Security.Cryptography;
using System.Text;
using CcatOps.Domain.Writes;
using Npgsql;
using NpgsqlTypes;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>
/// A large transaction that inserts rows of one table. Its rows go to main in parts, each committed when it has arrived; a small database
/// transaction then takes them from there. Parts are identified by a digest of all of them, so those of another body are never used.
/// </summary>
internal sealed class StagedTransaction
{
    /// <summary>A part that has arrived is not sent again, so this is what a break costs at most.</summary>
    private const int PartBytes = 64 * 1024;

    /// <summary>Parts in one round trip.</summary>
    public const int PartsAtOnce = BufferedTransaction.LargeBytes / PartBytes;

    private const string Table = "staged_change";

    private readonly RowGroup rows;

    private StagedTransaction(Guid id, RowGroup rows, IReadOnlyList<string?[,]> parts) =>
        (Id, this.rows, Parts, Digest) = (id, rows, parts, DigestOf(parts));

    public Guid Id { get; }

    public byte[] Digest { get; }

    /// <summary>The values of each part as text, with one row of the array for each column.</summary>
    public IReadOnlyList<string?[,]> Parts { get; }

    /// <returns>Null: it is small, or not of this kind, and goes whole.</returns>
    public static StagedTransaction? Of(IReadOnlyList<IReadOnlyList<BufferedTransaction>> groups) =>
        groups is [[{ IsLarge: true, Transaction: var transaction }]]
        && RowGroup.Gather([transaction]).ToArray() is [{ IsInsert: true } rows]
        && rows.Parts(PartBytes).ToArray() is { Length: > 1 } parts
            ? new(transaction.Id, rows, parts)
            : null;

    public static long BytesOf(string?[,] part) => part.Cast<string?>().Sum(value => sizeof(int) + (long)(value?.Length ?? 0));

    /// <summary>Whether parts are missing that were at main once.</summary>
    public static bool IsMissing(Failure failure) => failure.Table == Table;

    /// <summary>A part as a database transaction of its own.</summary>
    public void AddPartTo(NpgsqlBatch batch, int part)
    {
        batch.Add(
            """
            insert into staged_change (transaction_id, digest, part, texts) values ($1, $2, $3, $4) on conflict do nothing
            """,
            Id,
            Digest,
            part,
            new NpgsqlParameter { Value = Parts[part], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        batch.BatchCommands[^1].AppendErrorBarrier = true;
    }

    /// <summary>Proof that all parts are there.</summary>
    public void AddGuardTo(NpgsqlBatch batch) => batch.Add(
        "select require_rows($1, (select count(*) from staged_change where transaction_id = $2 and digest = $3 and staged_by = current_user), $4, '{}')",
        (long)Parts.Count,
        Id,
        Digest,
        Table);

    /// <summary>The rows, and the end of what was staged.</summary>
    public void AddTo(NpgsqlBatch batch)
    {
        rows.AddStagedTo(batch, Id, Digest);
        batch.Add("select forget_staged($1)", Id);
    }

    private static byte[] DigestOf(IReadOnlyList<string?[,]> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(BitConverter.GetBytes(part.GetLength(1)));
            foreach (var value in part)
            {
                var bytes = Encoding.UTF8.GetBytes(value ?? "");
                hash.AppendData(BitConverter.GetBytes(value is null ? -1 : bytes.Length));
                hash.AppendData(bytes);
            }
        }

        return hash.GetHashAndReset();
    }
}
