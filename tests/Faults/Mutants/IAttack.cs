using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Evaluation;

namespace CcatOps.Faults.Mutants;

/// <summary>Something that does harm to a service that lacks one safeguard, and none to one that has all.</summary>
internal interface IAttack
{
    /// <summary>The violation that the evaluation must find when the safeguard is off.</summary>
    ViolationKind Reveals { get; }

    /// <param name="site">The name of a site that nobody used before.</param>
    /// <param name="mutant">The safeguard that is off; null: none.</param>
    Task<Verdict> RunAsync(string site, Mutant? mutant);
}
