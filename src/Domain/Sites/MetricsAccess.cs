namespace CcatOps.Domain.Sites;

public enum MetricsAccess
{
    /// <summary>Open where the service listens on loopback alone, else with a token.</summary>
    ByAddress,

    Open,
    Token,
}
