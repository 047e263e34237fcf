using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Transactions;

public sealed class FailedChainTests
{
    [TestCase("F:a P:a P:b", "1", "1 2 3", Description = "what nothing holds back goes, wherever it came from")]
    [TestCase("F:a F:b P:a,b P:b", "1", "1")]
    [TestCase("F:a F:b P:a,b P:b", "1 2", "1 2 3 4")]
    [TestCase("F:a F:a P:a", "1", "1")]
    [TestCase("F:a P:a,b P:b,c F:d P:d", "1", "1 2 3")]
    [TestCase("F:a B:a C:a P:a", "1", "1 4")]
    public void What_goes_along_is_what_nothing_before_it_holds_back(string all, string leaving, string chain)
    {
        var transactions = all.Split(' ').Select((text, index) => Entry(index + 1, text)).Reverse();
        var going = FailedChain.Of(transactions, leaving.Split(' ').Select(number => Id(int.Parse(number))).ToHashSet());

        Assert.That(string.Join(' ', going.Select(entry => entry.Sequence)), Is.EqualTo(chain));
    }

    private static OverlayTransaction Entry(int sequence, string text) => OverlayTransaction.Of(
        Buffered(sequence, [.. text[2..].Split(',')]).Transaction,
        sequence,
        text[0] switch
        {
            'F' => TransactionState.Failed,
            'P' => TransactionState.Parked,
            'C' => TransactionState.Committed,
            _ => TransactionState.Buffered,
        });
}
