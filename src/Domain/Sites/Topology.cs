namespace CcatOps.Domain.Sites;

/// <summary>The report of a database about itself, which must fit the site's configuration.</summary>
/// <param name="Identity">Names the cluster and the database in it.</param>
/// <param name="InRecovery">Whether it follows another server.</param>
/// <param name="IsWritable">Whether we could change data there.</param>
/// <param name="Encoding">How the server stores text, by PostgreSQL's name.</param>
public sealed record DatabaseFacts(string Identity, bool InRecovery, bool IsWritable, string Encoding = Topology.Encoding);

public static class Topology
{
    public const string Encoding = "UTF8";

    /// <summary>Why a database with this encoding cannot be the main database, with its remedy; null where it can, or nothing is known.</summary>
    public static string? EncodingFault(string? encoding) => encoding is null or Encoding
        ? null
        : $"the database at MAIN_DB_HOST has the encoding {encoding}, which does not hold or not check what sites send. "
            + "Make a database with ENCODING 'UTF8' (from template0), restore into it, and point MAIN_DB_NAME at that.";

    /// <summary>Returns the contradiction to the configuration, with its remedy, or null if none is known.</summary>
    /// <param name="site">The kind of site.</param>
    /// <param name="main">The main database; null while it cannot be reached.</param>
    /// <param name="local">The database the site reads from; null while it cannot be reached.</param>
    public static string? FindMisconfiguration(SiteType site, DatabaseFacts? main, DatabaseFacts? local) => (site, main, local) switch
    {
        (SiteType.Main, { InRecovery: true }, _) =>
            "SITE_TYPE is main, but the database at MAIN_DB_HOST is in recovery: it follows another one and takes no writes. "
            + "Point MAIN_DB_HOST at the primary, or set SITE_TYPE=secondary.",
        (SiteType.Secondary, { } there, { InRecovery: false, IsWritable: true } here) when here.Identity != there.Identity =>
            "SITE_TYPE is secondary, but the database at LOCAL_DB_HOST can be written to and is not the main database, so nothing "
            + "replicates into it. Point LOCAL_DB_HOST at a streaming replica of the main database, or set SITE_TYPE=main.",
        (_, { Encoding: var encoding }, _) => EncodingFault(encoding),
        _ => null,
    };
}
