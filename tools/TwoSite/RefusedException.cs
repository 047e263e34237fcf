namespace CcatOps.TwoSite;

/// <summary>What was asked for cannot be done; the message tells a person what to do instead.</summary>
internal sealed class RefusedException(string message, int exitCode = ExitCodes.Failed) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
