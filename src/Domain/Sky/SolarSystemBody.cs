namespace CcatOps.Domain.Sky;

/// <summary>The bodies of which this room has an ephemeris.</summary>
public enum SolarSystemBody
{
    Sun,
    Moon,
    Mercury,
    Venus,
    Mars,
    Jupiter,
    Saturn,
    Uranus,
    Neptune,
}
