using FluentValidation;
using FluentValidation.Results;

namespace CcatOps.Api.Endpoints;

/// <summary>Refuses a path segment that is in the place of an id and is none, if no route of valid ids has matched.</summary>
internal static class PathIds
{
    public const string Uuid = "must be a UUID.";
    public const string Integer = "must be an integer.";

    public static void RefuseOtherIds(this IEndpointRouteBuilder routes, string method, string pattern, string expected) =>
        routes.MapMethods(pattern, [method], (string id) => Refuse(id, expected)).ExcludeFromDescription().WithMetadata(RefusedId.Instance);

    private static IResult Refuse(string id, string expected) =>
        throw new ValidationException([new ValidationFailure(nameof(id), $"{expected[..^1]}, which '{id}' is not.")]);
}

/// <summary>Marks a route that only says why an id is none.</summary>
internal sealed class RefusedId
{
    public static readonly RefusedId Instance = new();
}
