using System.Reflection;
using System.Runtime.CompilerServices;

namespace CcatOps.Architecture.Tests;

/// <summary>The four assemblies and the types that people wrote in them.</summary>
internal static class Layers
{
    public static readonly Assembly Domain = Assembly.Load("CcatOps.Domain");
    public static readonly Assembly Application = Assembly.Load("CcatOps.Application");
    public static readonly Assembly Infrastructure = Assembly.Load("CcatOps.Infrastructure");
    public static readonly Assembly Api = Assembly.Load("CcatOps.Api");

    public static readonly Assembly[] All = [Domain, Application, Infrastructure, Api];

    public static IEnumerable<Type> Written => All.SelectMany(assembly => assembly.GetTypes()).Where(IsWritten);

    /// <summary>The name without the number of type parameters.</summary>
    public static string PlainName(this Type type) => type.Name.Split('`')[0];

    private static bool IsWritten(Type type) =>
        type.Name != "Program"
        && type.Namespace?.StartsWith("CcatOps", StringComparison.Ordinal) == true
        && !type.FullName!.Contains('<')
        && !type.IsDefined(typeof(CompilerGeneratedAttribute));
}
