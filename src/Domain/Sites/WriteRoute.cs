namespace CcatOps.Domain.Sites;

/// <summary>The route of a write: directly into the main database, or into the site's buffer.</summary>
public enum WriteRoute
{
    Direct,
    Buffer,
}
