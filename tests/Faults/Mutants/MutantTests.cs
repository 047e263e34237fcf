using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;

namespace CcatOps.Faults.Mutants;

/// <summary>Each safeguard alone: with it off an attack does harm and the evaluation sees it; with all of them on the attack does none.</summary>
[Category("Fault")]
internal sealed class MutantTests
{
    private static readonly Mutant[] All = Enum.GetValues<Mutant>();

    /// <summary>Every second one, by the seed; in a complete run all.</summary>
    private static readonly Mutant[] Controls = [.. All.Where(mutant => Extent.IsComplete || ((int)mutant + Extent.Seed) % 2 == 0)];

    [TestCaseSource(nameof(All))]
    public async Task Is_caught(Mutant mutant)
    {
        var attack = AttackOn(mutant);
        var verdict = await attack.RunAsync($"mutant-{mutant}".ToLowerInvariant(), mutant);
        FaultReport.Add(new(Attack.OneEffect, $"safeguard off: {mutant}", 1, IsNegativeControl: true), verdict);
        Assert.That(verdict.Count(attack.Reveals), Is.Positive, $"the mutant survives: {verdict}");
    }

    [TestCaseSource(nameof(Controls))]
    public async Task The_same_attack_does_no_harm_when_the_safeguard_is_on(Mutant mutant)
    {
        var verdict = await AttackOn(mutant).RunAsync($"whole-{mutant}".ToLowerInvariant(), mutant: null);
        FaultReport.Add(new(Attack.OneEffect, $"what {mutant} is caught by", 1), verdict);
        Assert.That(verdict.IsClean, Is.True, verdict.ToString());
    }

    /// <summary>A mutant without an attack fails here.</summary>
    private static IAttack AttackOn(Mutant mutant) => mutant switch
    {
        Mutant.NoMarker or Mutant.MarkersNotAsked => new KillAt(FaultPoint.BeforeConfirm, ViolationKind.FalseFailure),
        Mutant.PopBeforeApply => new KillAt(FaultPoint.BeforeBatch, ViolationKind.Lost),
        Mutant.NoFencing => new FreezeUntilItFailed(),
        Mutant.LinkErrorsCount => new CutEveryBatch(),
        Mutant.NoHoldBack => new RefuseForAWhile(),
        Mutant.ClaimsIgnored => new RepeatMuch(),
        Mutant.LsnAsText => new PassTheEighthDigit(),
        Mutant.ReleasedUnseen => new PauseReplay(),
        Mutant.ReplicaReadFirst => new ReadAcrossTheRelease(),
        Mutant.CanaryUnchecked => new ForgetWhileCut(),
        Mutant.GenerationUnchecked => new StallAtTheJournal(),
        Mutant.CompletedFromMemory => new ForgetTwice(),
        Mutant.MissingNotCopied => new KillBeforeTheJournal(),
        Mutant.RepetitionForgotten => new RepeatAlone(),
        Mutant.SequenceNotRaised => new LoseTheCounter(),
        Mutant.NotReconciled => new SetMainBack(),
        _ => throw new NotSupportedException($"No attack shows what harm {mutant} does."),
    };
}
