using CcatOps.Domain.Writes;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

internal static class PostgresFailures
{
    public const string StaleEpoch = "CC001";

    /// <summary>Whether this is how Npgsql reports trouble: a server's error, a broken or silent connection.</summary>
    public static bool IsDatabaseFailure(this Exception exception) =>
        exception is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException or IOException;

    /// <summary>Whether what was sent may have been committed: no answer came, or the server was ended.</summary>
    public static bool LeavesOpen(this Failure failure) => failure.SqlState is null or ['5', '7', ..];

    /// <summary>Whether the time for it was over: on this side, or on the server's.</summary>
    public static bool IsTimeout(this Exception exception) =>
        exception is TimeoutException || exception.InnerException is TimeoutException
        || Find(exception) is { SqlState: PostgresErrorCodes.QueryCanceled };

    /// <summary>Returns the server's error, or a failure without a code if no answer came.</summary>
    public static Failure ToFailure(this Exception exception) =>
        Find(exception) is { } answer
            ? new Failure(answer.SqlState, answer.MessageText)
            {
                Detail = answer.Detail,
                Table = PartNames.WithoutPart(answer.TableName),
                Column = answer.ColumnName,
                Constraint = PartNames.WithoutPart(answer.ConstraintName),
            }
            : new Failure(null, Innermost(exception).Message);

    /// <summary>The server's first error, also where Npgsql has gathered several.</summary>
    public static PostgresException? Find(Exception? exception) => exception switch
    {
        null => null,
        PostgresException answer => answer,
        AggregateException several => several.InnerExceptions.Select(Find).FirstOrDefault(found => found is not null),
        _ => Find(exception.InnerException),
    };

    /// <summary>The server's errors when there was no other trouble: one for each part of a batch that it refused.</summary>
    public static IReadOnlyList<PostgresException> Answers(Exception exception) => exception switch
    {
        PostgresException answer => [answer],
        NpgsqlException { InnerException: AggregateException { InnerExceptions: var several } } when several.All(each => each is PostgresException) =>
            [.. several.Cast<PostgresException>()],
        _ => [],
    };

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}
