namespace CcatOps.Cli;

/// <summary>Ends a command with a message on standard error.</summary>
internal sealed class ClientFailure(int code, string message) : Exception(message)
{
    /// <summary>The exit code.</summary>
    public int Code => code;
}
