namespace CcatOps.TwoSite;

/// <summary>Thrown when a request cannot be carried out; the message names the remedy.</summary>
internal sealed class RefusedException(string message, int exitCode = ExitCodes.Failed) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
