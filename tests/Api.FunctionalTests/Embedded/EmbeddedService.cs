using CcatOps.Api.FunctionalTests.Stage;

namespace CcatOps.Api.FunctionalTests.Embedded;

internal static class EmbeddedService
{
    /// <summary>The embedded profile in a process of its own, in an empty working directory.</summary>
    public static Task<Site> StartAsync() => Site.StartAsync(new Settings { ["CCATOPS_ENV"] = "embedded" });
}
