using Microsoft.OpenApi;

namespace CcatOps.Api.Queries;

/// <summary>A query parameter of an endpoint: what reads it and what describes it.</summary>
internal abstract record QueryParameter(string Name, string About)
{
    /// <summary>Whether it may stand more than once, which means any of its values.</summary>
    public bool Repeats { get; init; }

    public abstract OpenApiSchema Describe();
}

internal sealed record QueryParameter<T>(string Name, string About, QueryKind<T> Kind) : QueryParameter(Name, About)
{
    public override OpenApiSchema Describe() => Kind.Describe();
}
