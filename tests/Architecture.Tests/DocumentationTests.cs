using System.Text.RegularExpressions;

namespace CcatOps.Architecture.Tests;

/// <summary>What the documentation says is tested is tested.</summary>
public sealed partial class DocumentationTests
{
    [Test]
    public void Every_test_that_the_guarantees_name_exists()
    {
        var root = Root();
        var tests = Directory.EnumerateFiles(Path.Combine(root, "tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Declared().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .ToHashSet();
        var named = Named().Matches(File.ReadAllText(Path.Combine(root, "docs", "explanation", "guarantees.md")))
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .ToArray();

        Assert.That(named, Is.Not.Empty);
        Assert.That(named.Where(name => !tests.Contains(name)), Is.Empty);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CcatOps.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not in the repository.");
    }

    [GeneratedRegex(@"public (?:async )?(?:void|Task) (\w+)\(")]
    private static partial Regex Declared();

    /// <summary>A sentence: words in small letters, unlike a setting.</summary>
    [GeneratedRegex("`([A-Z][A-Za-z0-9]*_[a-z][A-Za-z0-9_]*)`")]
    private static partial Regex Named();
}
