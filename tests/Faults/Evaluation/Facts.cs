using CcatOps.Faults.Load;

namespace CcatOps.Faults.Evaluation;

/// <summary>The facts about a site seen from outside: its clients, its buffer, its main database.</summary>
internal sealed record Facts(IReadOnlyList<AcceptedWrite> Accepted, BufferContents Buffer, DatabaseContents Main)
{
    /// <summary>Keys of writes whose client never got an answer: they may be there, once.</summary>
    public IReadOnlySet<string> OpenKeys { get; init; } = new HashSet<string>();
}
