using System.Text.RegularExpressions;

namespace CcatOps.Architecture.Tests;

/// <summary>Compares what the documentation names with what exists.</summary>
public sealed partial class DocumentationTests
{
    [Test]
    public void Every_test_that_the_guarantees_name_exists()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Declared().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .ToHashSet();
        var named = Named().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "explanation", "guarantees.md")))
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .ToArray();

        Assert.That(named, Is.Not.Empty);
        Assert.That(named.Where(name => !tests.Contains(name)), Is.Empty);
    }

    [Test]
    public void Architecture_page_names_files_that_exist()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .ToArray();
        var named = SourceFile().Matches(File.ReadAllText(Path.Combine(Repository.Root, "ARCHITECTURE.md"))).Select(match => match.Groups[1].Value).ToArray();

        Assert.That(named, Has.Length.GreaterThan(20));
        Assert.That(named.Where(name => !files.Any(file => file.EndsWith($"/{name}", StringComparison.Ordinal))), Is.Empty);
    }

    [GeneratedRegex(@"`([A-Za-z./]+\.cs)`")]
    private static partial Regex SourceFile();

    [GeneratedRegex(@"public (?:async )?(?:void|Task) (\w+)\(")]
    private static partial Regex Declared();

    /// <summary>A sentence: words in small letters, unlike a setting.</summary>
    [GeneratedRegex("`([A-Z][A-Za-z0-9]*_[a-z][A-Za-z0-9_]*)`")]
    private static partial Regex Named();
}
