using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;

namespace CcatOps.Faults.Pairs;

/// <summary>
/// Two processes of a site, with clients that take turns between them, while two things fail together: each pair of the catalogue in a
/// complete run, a third of them otherwise. A pair mostly waits, so two fixtures share them; each has a stage that its pairs use in turn.
/// </summary>
[Category("Fault")]
internal abstract class PairTests
{
    private PairStage? stage;

    /// <summary>Every second pair of this run.</summary>
    public static IEnumerable<TestCaseData<FaultPair>> Half(int which) => FaultPair.OfThisRun
        .Where((_, index) => index % 2 == which)
        .Select(pair => new TestCaseData<FaultPair>(pair) { TestName = $"Two_faults_break_no_promise({pair})" });

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (stage is not null)
            await stage.DisposeAsync();
    }

    protected async Task RunAsync(FaultPair pair)
    {
        Verdict? verdict = null;
        var logs = "";
        try
        {
            stage ??= await PairStage.StartAsync();
            verdict = await new PairRun(stage, pair).RunAsync();
            logs = stage.Site.LastLogs();
        }
        finally
        {
            if (verdict is not { IsClean: true })
                await GiveUpStageAsync();
        }

        FaultReport.Add(new(Attack.Pairs, pair.Row, 1), verdict);
        Assert.That(verdict.IsClean, Is.True, () => $"{pair.First} and {pair.Second}: {verdict}\nRepeat it with: {Repetition(pair)}\n{logs}");
    }

    private static string Repetition(FaultPair pair) =>
        $"FAULTS_COMPLETE=1 FAULTS_SEED={Extent.Seed} dotnet test tests/Faults -c Release --no-build --filter \"FullyQualifiedName~{pair}\"";

    /// <summary>Violations under one pair must not show under the next.</summary>
    private async Task GiveUpStageAsync()
    {
        if (stage is { } broken)
            await broken.DisposeAsync();
        stage = null;
    }
}
