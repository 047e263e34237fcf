using CcatOps.Domain.Access;

namespace CcatOps.Api.Authentication;

/// <summary>The access to a route.</summary>
internal abstract record RouteAccess
{
    /// <summary>The access in words for people.</summary>
    public abstract string Text { get; }

    /// <summary>Everybody, without a credential.</summary>
    /// <param name="KnowsCallers">Whether a credential is looked at all the same, because some are told more.</param>
    public sealed record Open(bool KnowsCallers = false) : RouteAccess
    {
        /// <summary>The information that this permission reveals, in words for people.</summary>
        public string ToldMore { get; init; } = $"`{Permissions.ViewBuffer}` tells more";

        public override string Text => KnowsCallers ? $"everybody; {ToldMore}" : "everybody";
    }

    /// <summary>Any authenticated principal.</summary>
    public sealed record Known : RouteAccess
    {
        public override string Text => "any valid credential";
    }

    /// <summary>As <c>METRICS_ACCESS</c> says.</summary>
    public sealed record Metrics : RouteAccess
    {
        public override string Text => $"as `METRICS_ACCESS` says: everybody, or `{Permissions.ReadMetrics}`";
    }

    /// <summary>Nobody.</summary>
    public sealed record Closed : RouteAccess
    {
        public override string Text => "nobody";
    }

    /// <summary>Any principal with the permission.</summary>
    public sealed record Needs(Permission Permission) : RouteAccess
    {
        public override string Text => $"`{Permission}`";
    }
}
