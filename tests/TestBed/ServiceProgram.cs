namespace CcatOps.TestBed;

/// <summary>The service's program, as tests start it.</summary>
public static class ServiceProgram
{
    /// <summary>Names a program to test in place of the one that was built beside the tests; <c>test.sh</c> names what it published.</summary>
    public const string Variable = "SERVICE_PROGRAM";

    public static string Path { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } published
            ? published
            : System.IO.Path.Combine(AppContext.BaseDirectory, "CcatOps.Api.dll");

    /// <summary>The program of the command line, which lies beside the service.</summary>
    public static string CommandLine { get; } = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, "ccatops.dll");
}
