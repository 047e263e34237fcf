namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

internal sealed class AdapterPageTests
{
    [TestCase("InMemory/InMemoryBuffer.cs")]
    [TestCase("Storages/InMemoryStorage.cs")]
    public void Shows_the_example_as_it_is_compiled(string file)
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs/how-to/write-an-adapter.md"));
        var code = File.ReadAllText(Path.Combine(RepositoryRoot(), "tests/Infrastructure.IntegrationTests/Contracts", file));

        Assert.That(page, Does.Contain($"```csharp\n{code}```"));
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CcatOps.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
