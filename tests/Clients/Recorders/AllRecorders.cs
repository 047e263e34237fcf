using CcatOps.TestBed.Processes;

namespace CcatOps.Clients.Recorders;

internal static class AllRecorders
{
    /// <summary>Those that store writes while the site is unavailable.</summary>
    public static readonly IReadOnlyList<Recorder> WithSpool =
    [
        new("Python", 1, () => Task.FromResult(Interpreter.CommandOf(Interpreter.ProgramOf("night.py")))),
        new("C++", 2, async () => new ChildCommand(await Compiler.ProgramAsync("night.cpp"))),
    ];

    public static readonly IReadOnlyList<Recorder> All =
    [
        .. WithSpool,
        new(".NET", 3, () => Task.FromResult(new ChildCommand(Environment.ProcessPath!, Path.Combine(AppContext.BaseDirectory, "CcatOps.Night.dll")))),
    ];
}
