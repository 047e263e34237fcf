namespace CcatOps.Domain.Sky.Coordinates;

/// <summary>Ranges of right ascension and declination, in degrees and inclusive, that an index can search.</summary>
public readonly record struct SkyBox(double MinRaDeg, double MaxRaDeg, double MinDecDeg, double MaxDecDeg);
