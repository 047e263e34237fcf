using FluentValidation;
using FluentValidation.Results;

namespace CcatOps.Api.Queries;

/// <summary>The query parameters of an endpoint; any other is refused, for a filter that is misspelt filters nothing.</summary>
internal sealed record KnownQuery(IReadOnlyList<QueryParameter> Parameters) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (!context.HttpContext.Request.QueryString.HasValue)
            return next(context);
        var unknown = context.HttpContext.Request.Query.Keys.Where(key => Parameters.All(parameter => parameter.Name != key)).ToArray();
        return unknown.Length == 0
            ? next(context)
            : throw new ValidationException(unknown.Select(key => new ValidationFailure(key, $"is not a known parameter; {Known}.")));
    }

    private string Known => Parameters.Count == 0
        ? "this path takes none"
        : $"known are {string.Join(", ", Parameters.Select(parameter => parameter.Name))}";
}

internal static class KnownQueryExtensions
{
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, params IEnumerable<QueryParameter> parameters)
    {
        var known = new KnownQuery([.. parameters]);
        return endpoint.AddEndpointFilter(known).WithMetadata(known);
    }
}
