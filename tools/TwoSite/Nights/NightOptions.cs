namespace CcatOps.TwoSite.Nights;

/// <param name="Speed">How many times faster than the night was.</param>
/// <param name="Cuts">How often the link is cut.</param>
/// <param name="Seed">Decides when.</param>
/// <param name="Wait">How long the last writes may take to the replica.</param>
internal sealed record NightOptions(double Speed, int Cuts, int Seed, TimeSpan Wait);
