using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Writes;

/// <summary>Names that one transaction of a site holds and no second one gets.</summary>
public static class Claims
{
    private const string IdempotencyPrefix = "idempotency:";
    private const string RecordPrefix = "record:";

    public static string Idempotency(string principal, string key) => $"{IdempotencyPrefix}{principal}:{key}";

    /// <summary>The id of a new record, when the client made it.</summary>
    public static string Record(Table table, Guid id) => $"{RecordPrefix}{table.Name}:{id}";

    /// <summary>The end of an execution: it has only one.</summary>
    public static string Finish(Guid id) => $"finish:{id}";

    /// <summary>The edit of a log message: another one edits what the first has made.</summary>
    public static string Edit(Guid id) => $"edit:{id}";

    /// <summary>The number of a package among those of an execution and a module.</summary>
    public static string Part(Guid execution, int module, int part) => $"part:{execution}:{module}:{part}";

    public static bool IsIdempotency(string claim) => claim.StartsWith(IdempotencyPrefix, StringComparison.Ordinal);

    /// <summary>
    /// The key under which the marker at main keeps a request from taking effect twice; null if it has none. A client's key is kept as it
    /// is, unless it is spelled like the record of another request. A space occurs neither in a client's key nor in the name of a record.
    /// </summary>
    public static string? MarkerKey(Transaction transaction) => transaction.IdempotencyKey switch
    {
        null => transaction.Claims.FirstOrDefault(claim => claim.StartsWith(RecordPrefix, StringComparison.Ordinal)),
        var key when IsRecord(key) && !transaction.Claims.Contains(key) => $"key {key}",
        var key => key,
    };

    private static bool IsRecord(string key) =>
        key.StartsWith(RecordPrefix, StringComparison.Ordinal)
        && key[RecordPrefix.Length..].Split(':') is [var table, var id]
        && Tables.All.Any(known => known.Name == table)
        && Guid.TryParseExact(id, "D", out _);
}
