namespace CcatOps.Domain.Writes;

public enum FailureClass
{
    /// <summary>Trouble with the link or the server, not with the transaction: retried for ever, uses up no attempt.</summary>
    Link,

    /// <summary>Main refuses the transaction for good: found by dividing its batch, then failed.</summary>
    Permanent,

    /// <summary>Neither: governed by the number of attempts and their delay.</summary>
    Other,
}

public static class FailureClasses
{
    /// <summary>
    /// Classifies an error of the main database by its SQLSTATE; null means that none came, as with a broken connection.
    /// https://www.postgresql.org/docs/15/errcodes-appendix.html
    /// </summary>
    public static FailureClass Of(string? sqlState) => sqlState switch
    {
        null => FailureClass.Link,

        // Read-only, locked, not let in, no such database, disk trouble, a prepared statement lost: the server's state, whatever is sent to it.
        "25006" or "55P03" or "3D000" => FailureClass.Link,
        _ when IsClass(sqlState, "08", "53", "57", "40", "26", "28", "58") => FailureClass.Link,
        _ when IsClass(sqlState, "22", "23", "42") => FailureClass.Permanent,
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
