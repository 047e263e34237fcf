namespace CcatOps.Cli.Commands;

/// <summary>A path with parameters; what is not given is left out.</summary>
internal sealed class Query(string path)
{
    private readonly List<string> parameters = [];

    public Query With(string name, string? value)
    {
        if (value is not null)
            parameters.Add($"{name}={Uri.EscapeDataString(value)}");
        return this;
    }

    public Query With(string name, IEnumerable<string>? values)
    {
        foreach (var value in values ?? [])
            With(name, value);
        return this;
    }

    public override string ToString() => parameters.Count == 0 ? path : $"{path}?{string.Join('&', parameters)}";
}
