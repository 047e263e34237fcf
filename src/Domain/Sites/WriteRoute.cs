namespace CcatOps.Domain.Sites;

/// <summary>Where a write goes: straight into the main database, or into the site's transaction buffer.</summary>
public enum WriteRoute
{
    Direct,
    Buffer,
}
