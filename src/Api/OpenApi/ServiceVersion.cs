using System.Reflection;

namespace CcatOps.Api.OpenApi;

internal static class ServiceVersion
{
    /// <summary>As the build gives it, without the commit behind a plus sign.</summary>
    public static string Text { get; } =
        typeof(ServiceVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
