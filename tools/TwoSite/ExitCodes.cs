namespace CcatOps.TwoSite;

/// <summary>The codes of sysexits.h and of shells, where they say more than 1.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 64;
    public const int Unavailable = 69;
    public const int Interrupted = 130;
}
