using CcatOps.TestBed.Processes;

namespace CcatOps.Clients.Recorders;

/// <summary>A program that records the night with one of the clients. See <c>Programs/night.py</c>, whose arguments all of them have.</summary>
/// <param name="Name">The client, for the names of tests.</param>
/// <param name="Series">A digit that is different in the ids of each.</param>
/// <param name="PrepareAsync">Makes the program, and returns its command line.</param>
internal sealed record Recorder(string Name, int Series, Func<Task<ChildCommand>> PrepareAsync)
{
    public override string ToString() => Name;

    public Guid ExecutionOf(int number) => new($"0187260{Series}-0000-7000-8000-{number:D12}");
}
