using CcatOps.Domain.Writes;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Main;

/// <summary>Says SQLite's errors in PostgreSQL's codes, by which failures are classed. https://www.sqlite.org/rescode.html</summary>
internal static class SqliteFailures
{
    public const string UndefinedTable = "42P01";
    public const string ForeignKeyViolation = "23503";
    public const string UniqueViolation = "23505";
    public const string NotAsExpected = "23000";

    public static Failure ToFailure(this SqliteException exception) => new(SqlState(exception), exception.Message);

    private static string SqlState(SqliteException exception) => exception switch
    {
        { SqliteExtendedErrorCode: 787 } => ForeignKeyViolation,
        { SqliteExtendedErrorCode: 1555 or 2067 or 2579 } => UniqueViolation,
        { SqliteExtendedErrorCode: 275 } => "23514",
        { SqliteExtendedErrorCode: 1299 } => "23502",
        { SqliteExtendedErrorCode: 3091 } => "22P02",
        { SqliteErrorCode: 19 } => NotAsExpected,
        { SqliteErrorCode: 18 or 20 or 25 } => "22000",
        { SqliteErrorCode: 5 or 6 or 15 } => "55P03",
        { SqliteErrorCode: 8 } => "25006",
        { SqliteErrorCode: 13 } => "53100",
        { SqliteErrorCode: 7 } => "53200",
        { SqliteErrorCode: 9 } => "57014",
        { SqliteErrorCode: 1 } when exception.Message.Contains("no such table", StringComparison.Ordinal) => UndefinedTable,
        { SqliteErrorCode: 1 } => "42000",

        // The file cannot be opened, read, written or trusted: the machine's state, whatever is sent to it.
        _ => "58030",
    };
}

/// <summary>A change that cannot be made, for a reason that SQLite does not see or does not name.</summary>
internal sealed class SqliteMainRefusal(Failure failure, string? field = null) : Exception(failure.ToString())
{
    public Failure Failure { get; } = failure;

    /// <summary>The column whose reference points at nothing.</summary>
    public string? Field { get; } = field;
}
