using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace CcatOps.Api.Queries;

/// <summary>A query parameter of an endpoint: what reads it and what describes it.</summary>
internal abstract record QueryParameter(string Name, string About)
{
    /// <summary>Whether it may stand more than once, which means any of its values.</summary>
    public bool Repeats { get; init; }

    /// <summary>The bounds of a number, for the description; a validator holds them.</summary>
    public (int Least, int Most)? Bounds { get; init; }

    /// <summary>The value that applies when the parameter is absent.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>A value for the description; null: that of its kind.</summary>
    public JsonNode? Example { get; init; }

    /// <summary>Makes a new schema each time, because the document may change it.</summary>
    public OpenApiSchema Describe()
    {
        var schema = DescribeKind();
        schema.Minimum = Bounds?.Least.ToString(CultureInfo.InvariantCulture);
        schema.Maximum = Bounds?.Most.ToString(CultureInfo.InvariantCulture);
        schema.Default = Default?.DeepClone();
        if (Example is not null)
            schema.Examples = [Example.DeepClone()];
        return schema;
    }

    protected abstract OpenApiSchema DescribeKind();
}

internal sealed record QueryParameter<T>(string Name, string About, QueryKind<T> Kind) : QueryParameter(Name, About)
{
    protected override OpenApiSchema DescribeKind() => Kind.Describe();
}
