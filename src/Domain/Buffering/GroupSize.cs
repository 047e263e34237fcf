namespace CcatOps.Domain.Buffering;

/// <summary>
/// How many transactions stand or fall together at the main database. A batch is one group while nothing is refused, which costs least;
/// where refusals are met, groups are small, so that one takes little with it.
/// </summary>
/// <param name="Count">Transactions of a group at most.</param>
public readonly record struct GroupSize(int Count)
{
    public static readonly GroupSize Whole = new(BatchSize.Largest);
    public static readonly GroupSize Small = new(64);
    public static readonly GroupSize Few = new(8);
    public static readonly GroupSize Smallest = new(1);

    /// <summary>The size of the groups into which one of so many transactions is divided when it was refused.</summary>
    public static GroupSize Below(int count) => count > Small.Count ? Small : count > Few.Count ? Few : Smallest;

    /// <param name="refused">Whether something of the last batch was refused.</param>
    public GroupSize After(bool refused) => refused ? Small : new(Math.Min(Count * 2, Whole.Count));
}
