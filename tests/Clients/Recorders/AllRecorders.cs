using CcatOps.TestBed.Processes;

namespace CcatOps.Clients.Recorders;

internal static class AllRecorders
{
    public static readonly IReadOnlyList<Recorder> All =
    [
        new("Python", 1, () => Task.FromResult(Interpreter.CommandOf(Interpreter.ProgramOf("night.py")))),
        new("C++", 2, async () => new ChildCommand(await Compiler.ProgramAsync("night.cpp"))),
    ];
}
