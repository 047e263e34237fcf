using System.Diagnostics;
using CcatOps.Infrastructure.Configuration.Table;

namespace CcatOps.Infrastructure.UnitTests.Configuration;

/// <summary>The profile that run.sh chooses, with a <c>dotnet</c> that only prints what it is given.</summary>
internal sealed class RunScriptTests
{
    private DirectoryInfo folder = null!;

    private static IEnumerable<string> Settings => SettingTable.WithFiles.Select(setting => setting.Name);

    private static IEnumerable<string> NoSettings => Settings.SelectMany(name => new[] { $"{name}S", $"X_{name}" })
        .Concat(Settings.Select(name => name[..(name.IndexOf('_', StringComparison.Ordinal) + 1)]).Distinct().Select(prefix => $"{prefix}PACKAGES"))
        .Where(name => !Settings.Contains(name));

    [OneTimeSetUp]
    public void CopyScript()
    {
        folder = Directory.CreateTempSubdirectory("ccatops-run-");
        File.Copy(Path.Combine(RepositoryRoot(), "run.sh"), Path.Combine(folder.FullName, "run.sh"));
        // The copy of a program keeps its right to be run.
        var stub = Path.Combine(folder.FullName, "dotnet");
        File.Copy(Path.Combine(RepositoryRoot(), "run.sh"), stub);
        File.WriteAllText(stub, "#!/bin/bash\n[[ $1 == build ]] || echo \"${CCATOPS_ENV:-none}\"\n");
    }

    [OneTimeTearDown]
    public void RemoveScript() => folder.Delete(recursive: true);

    [Test]
    public void Without_settings_the_embedded_profile_runs() => Assert.That(Run([]), Is.EqualTo("embedded"));

    [TestCaseSource(nameof(Settings))]
    public void Every_setting_leaves_the_embedded_profile(string name) => Assert.That(Run([name]), Is.Not.EqualTo("embedded"));

    [Test]
    public void Names_that_are_no_settings_leave_it_alone() => Assert.That(Run(NoSettings), Is.EqualTo("embedded"));

    private string Run(IEnumerable<string> names)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(folder.FullName, "run.sh")]) { RedirectStandardOutput = true };
        start.Environment.Clear();
        start.Environment["PATH"] = $"{folder.FullName}:/usr/bin:/bin";
        foreach (var name in names)
            start.Environment[name] = "x";
        using var script = Process.Start(start)!;
        var output = script.StandardOutput.ReadToEnd();
        script.WaitForExit();
        return output.Trim();
    }

    private static string RepositoryRoot()
    {
        var directory = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "CcatOps.sln")))
            directory = directory.Parent!;
        return directory.FullName;
    }
}
