namespace CcatOps.Domain.Writes;

public enum FailureClass
{
    /// <summary>The link is broken or the server unavailable: retried for ever at short intervals, uses up no attempt.</summary>
    Link,

    /// <summary>A lock or a conflict with another session: defers what needs it, uses up no attempt.</summary>
    Contention,

    /// <summary>The state of the server, such as its schema, its privileges or its disk: the drain stops and probes, no attempt is used up.</summary>
    ServerState,

    /// <summary>Main refuses the transaction for good: found by dividing its batch, then failed.</summary>
    Permanent,

    /// <summary>None of these: governed by the number of attempts and their delay.</summary>
    Other,
}

public static class FailureClasses
{
    /// <summary>
    /// Classifies an error of the main database by its SQLSTATE; null means that none came, as with a broken connection.
    /// https://www.postgresql.org/docs/15/errcodes-appendix.html
    /// </summary>
    /// <remarks>Values are sent as parameters, so nothing in a transaction makes its statements wrong: class 42 concerns the schema and the privileges.</remarks>
    public static FailureClass Of(string? sqlState) => sqlState switch
    {
        null => FailureClass.Link,
        "55P03" or "40001" or "40P01" => FailureClass.Contention,

        // A standby that was promoted a moment ago, a database that is being created, a server that restarts.
        "25006" or "3D000" or "53300" => FailureClass.Link,
        _ when IsClass(sqlState, "08", "26", "28", "40", "57") => FailureClass.Link,
        _ when IsClass(sqlState, "0A", "0L", "0P", "25", "2B", "38", "39", "3F", "42", "53", "55", "58", "72", "F0", "HV", "XX") =>
            FailureClass.ServerState,
        _ when IsClass(sqlState, "22", "23") => FailureClass.Permanent,
        _ => FailureClass.Other,
    };

    internal static bool IsClass(string sqlState, params ReadOnlySpan<string> classes)
    {
        foreach (var prefix in classes)
        {
            if (sqlState.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
