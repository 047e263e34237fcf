namespace CcatOps.Domain.Sites;

/// <summary>Fixed per endpoint: a critical operation must never be refused because of the network.</summary>
public enum OperationType
{
    Critical,
    NonCritical,
}
