namespace CcatOps.Faults.Pairs;

[Parallelizable]
internal sealed class EvenPairTests : PairTests
{
    [TestCaseSource(typeof(PairTests), nameof(Half), new object[] { 0 })]
    public Task Two_faults_break_no_promise(FaultPair pair) => RunAsync(pair);
}
