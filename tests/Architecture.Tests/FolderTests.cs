using System.Reflection;
using System.Text.RegularExpressions;

namespace CcatOps.Architecture.Tests;

/// <summary>Folders of a project can be read one after the other: none uses another that uses it in turn.</summary>
public sealed partial class FolderTests
{
    private static readonly Assembly[] Projects = Layers.All;

    private static readonly FolderUse[] Chain = [Use("Reads", "Writes"), Use("Writes", "Schema"), Use("Reads", "Errors")];

    [TestCaseSource(nameof(Projects))]
    public void Folders_do_not_use_each_other_in_a_circle(Assembly project)
    {
        var uses = FolderUses.Of(project);
        Assert.That(uses, Is.Not.Empty);
        Assert.That(FolderUses.InCircles(uses), Is.Empty);
    }

    /// <summary>So that another buffer can have a journal, and Redis can be used without one.</summary>
    [Test]
    public void Journal_and_Redis_know_nothing_of_each_other_and_recovery_knows_Redis_by_its_ports_only()
    {
        (string, string)[] forbidden = [("Journal", "Redis"), ("Redis", "Journal"), ("Redis", "Recovery"), ("Recovery", "Redis")];
        var names = FolderUses.Of(Layers.Infrastructure).ToLookup(use => (use.User.Split('.')[^1], use.Used.Split('.')[^1]), use => use.Example);

        Assert.That(names[("Redis", "Buffering")].Concat(names[("Recovery", "Buffering")]), Has.Exactly(2).Items);
        Assert.That(forbidden.SelectMany(pair => names[pair]), Is.Empty);
    }

    [Test]
    public void A_chain_is_no_circle() => Assert.That(FolderUses.InCircles(Chain), Is.Empty);

    [Test]
    public void A_circle_is_found_and_what_hangs_on_it_is_not_blamed()
    {
        var closing = Use("Schema", "Reads");
        Assert.That(FolderUses.InCircles([.. Chain, closing]), Is.EquivalentTo([Chain[0], Chain[1], closing]));
    }

    /// <summary>One of the two planted classes names the other in a signature, the other in the body of a method only.</summary>
    [Test]
    public void A_circle_of_compiled_classes_is_found()
    {
        var (one, other) = (typeof(Planted.One.Spade).Namespace, typeof(Planted.Other.Bed).Namespace);
        Assert.That(
            FolderUses.InCircles(FolderUses.Of(typeof(FolderTests).Assembly)).Select(use => (use.User, use.Used)),
            Is.EquivalentTo([(one, other), (other, one)]));
    }

    /// <summary>So that a circle of namespaces is one of folders.</summary>
    [Test]
    public void Each_namespace_is_the_path_of_its_folder()
    {
        var source = Path.Combine(Repository.Root, "src");
        var files = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(source, file), Namespace: Namespace().Match(File.ReadAllText(file)).Groups[1].Value))
            .Where(file => file.Namespace.Length > 0 && !file.Path.Contains("/obj/", StringComparison.Ordinal))
            .ToArray();

        Assert.That(files, Has.Length.GreaterThan(300));
        Assert.That(files.Where(file => file.Namespace != "CcatOps." + Path.GetDirectoryName(file.Path)!.Replace('/', '.')), Is.Empty);
    }

    private static FolderUse Use(string user, string used) => new(user, used, $"{user} uses {used}");

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
