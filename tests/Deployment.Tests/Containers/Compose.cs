using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace CcatOps.Deployment.Tests.Containers;

/// <summary>deploy/compose.yaml as its readers take it: anchors and merge keys resolved.</summary>
internal static class Compose
{
    public static string Folder { get; } = Path.Combine(TestContext.CurrentContext.TestDirectory, "deploy");

    public static IReadOnlyDictionary<string, Dictionary<object, object>> Services { get; } =
        Map(Read()["services"]).ToDictionary(service => (string)service.Key, service => Map(service.Value));

    public static Dictionary<object, object> Read()
    {
        using var file = File.OpenText(Path.Combine(Folder, "compose.yaml"));
        var parser = new MergingParser(new Parser(file));
        parser.Consume<StreamStart>();
        return new Deserializer().Deserialize<Dictionary<object, object>>(parser);
    }

    public static Dictionary<object, object> Map(object? node) => (Dictionary<object, object>)node!;

    public static IEnumerable<string> List(object? node) => ((List<object>)node!).Cast<string>();

    /// <summary>The settings of a container.</summary>
    public static IReadOnlyDictionary<string, string> EnvironmentOf(string service) =>
        Map(Services[service]["environment"]).ToDictionary(variable => (string)variable.Key, variable => (string)variable.Value);
}
