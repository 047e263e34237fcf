namespace CcatOps.Domain.Sites;

/// <summary>The kinds of site of the distributed database: one main site writes, secondary sites buffer.</summary>
public enum SiteType
{
    Main,
    Secondary,
}
