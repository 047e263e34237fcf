using System.Globalization;
using CcatOps.TestBed;
using CcatOps.TestBed.Processes;

namespace CcatOps.Infrastructure.IntegrationTests.TestBed;

internal sealed class ChildProcessTests
{
    [Test]
    public async Task A_command_that_is_cancelled_leaves_nothing_that_it_started()
    {
        var folder = Directory.CreateTempSubdirectory("child-process-");
        var file = Path.Combine(folder.FullName, "grandchild");
        using var cancelled = new CancellationTokenSource();
        var run = ChildProcess.RunAsync(new("/bin/sh", "-c", $"sleep 600 & echo $! > {file}.new && mv {file}.new {file}; wait"), cancelled.Token);
        await Eventually.WaitForAsync(() => File.Exists(file), TimeSpan.FromSeconds(30), "the command should start another process");
        var grandchild = int.Parse(await File.ReadAllTextAsync(file), CultureInfo.InvariantCulture);

        await cancelled.CancelAsync();

        Assert.That(async () => await run, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await CommandLineOfAsync(grandchild), Is.Empty);
        folder.Delete(recursive: true);
    }

    /// <summary>Empty when the process is gone, or has ended and nobody has asked for its exit code.</summary>
    private static async Task<string> CommandLineOfAsync(int processId)
    {
        try
        {
            return await File.ReadAllTextAsync($"/proc/{processId}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
