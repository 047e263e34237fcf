namespace CcatOps.Domain.Sky.Coordinates;

/// <summary>The frames in which catalogues and clients write coordinates.</summary>
public enum SkyFrame
{
    /// <summary>Right ascension and declination at J2000, which here also is the ICRS: they differ by 0.03 arcseconds.</summary>
    J2000,

    /// <summary>Right ascension and declination of the FK4 at equinox and epoch B1950.</summary>
    B1950,

    /// <summary>Galactic longitude and latitude (IAU 1958).</summary>
    Galactic,

    /// <summary>Longitude and latitude at the mean ecliptic and equinox of J2000.</summary>
    Ecliptic,
}
