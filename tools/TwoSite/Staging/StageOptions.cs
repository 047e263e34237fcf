namespace CcatOps.TwoSite.Staging;

internal sealed record StageOptions(int MainPort, int SecondaryPort, TimeSpan RoundTrip);
