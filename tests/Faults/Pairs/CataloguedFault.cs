using CcatOps.Faults.Evaluation;

namespace CcatOps.Faults.Pairs;

/// <summary>A fault that can be combined with each other one of the catalogue.</summary>
/// <param name="Kind">The fault.</param>
/// <param name="Component">The part of the site that it concerns.</param>
/// <param name="BeginAsync">Injects it.</param>
/// <param name="EndAsync">Mends what it has done.</param>
internal sealed record CataloguedFault(FaultKind Kind, Component Component, Func<PairStage, Task> BeginAsync, Func<PairStage, Task> EndAsync)
{
    public override string ToString() => Kind.ToString();
}
