using CcatOps.Infrastructure.Configuration;

namespace CcatOps.Api.Commands;

/// <summary>The codes of sysexits.h, where they say more than 1.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>Pages of the reference are not up to date.</summary>
    public const int Differs = 1;

    public const int Usage = 64;
    public const int Unavailable = 69;
    public const int Config = SettingsResult.RefusedExitCode;
}
