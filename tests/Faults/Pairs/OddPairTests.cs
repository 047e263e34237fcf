namespace CcatOps.Faults.Pairs;

[Parallelizable]
internal sealed class OddPairTests : PairTests
{
    [TestCaseSource(typeof(PairTests), nameof(Half), new object[] { 1 })]
    public Task Two_faults_break_no_promise(FaultPair pair) => RunAsync(pair);
}
