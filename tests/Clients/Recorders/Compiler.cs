using System.Collections.Concurrent;
using CcatOps.TestBed.Processes;

namespace CcatOps.Clients.Recorders;

/// <summary>Compiles programs that use the C++ client. All warnings are errors.</summary>
internal static class Compiler
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Compiled = new();
    private static readonly DirectoryInfo Folder = Directory.CreateTempSubdirectory("ccat-ops-cpp-");

    public static string ClientFolder { get; } = Path.Combine(AppContext.BaseDirectory, "clients", "cpp");

    /// <summary>Compiles a program of <c>Programs</c> with g++ and its sanitizers, once in a run of the tests.</summary>
    /// <returns>The program.</returns>
    public static Task<string> ProgramAsync(string name) => Compiled.GetOrAdd(Interpreter.ProgramOf(name), source => new(() => SanitizedAsync(source))).Value;

    public static async Task<string> SanitizedAsync(params string[] sources)
    {
        var program = Path.Combine(Folder.FullName, Path.GetFileNameWithoutExtension(sources[0]));
        await CompileAsync("g++", ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", .. sources, "-o", program, "-lcurl"]);
        return program;
    }

    /// <exception cref="InvalidOperationException">There are warnings or errors; the message has them.</exception>
    public static Task CompileAsync(string compiler, IReadOnlyList<string> arguments) => ChildProcess.RunAsync(new(
        compiler,
        ["-std=c++17", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror", $"-I{ClientFolder}", .. arguments]));

    public static string NewSource(string name, string text)
    {
        var path = Path.Combine(Folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    public static void DeleteAll() => Folder.Delete(recursive: true);
}
