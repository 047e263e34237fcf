namespace CcatOps.Architecture.Tests;

/// <summary>Hangfire is under the LGPL 3.0: the service is compared with it and never holds it.</summary>
public sealed class LicenceTests
{
    [Test]
    public void Only_the_peers_of_the_benchmark_restore_Hangfire()
    {
        var holders = Directory.EnumerateFiles(Repository.Root, "packages.lock.json", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("\"Hangfire", StringComparison.OrdinalIgnoreCase))
            .Select(file => Path.GetRelativePath(Repository.Root, file));

        Assert.That(holders, Is.EqualTo(["bench/Peers/packages.lock.json"]));
    }
}
