using FluentValidation;
using FluentValidation.Results;
using Microsoft.AspNetCore.Http.Features;

namespace CcatOps.Api.Requests;

/// <summary>
/// How many JSON values a body may hold. They are counted while the body is read, before anything is made of them: a value takes two bytes of a
/// body and more than a hundred of memory.
/// </summary>
/// <param name="MostValues">Values at any depth.</param>
/// <param name="MostItems">Items of the array that the body is.</param>
/// <param name="Items">The items by name.</param>
internal sealed record BodyBounds(int MostValues, int MostItems, string Items)
{
    private const int ValuesOfItem = 16;

    /// <summary>The bounds of each endpoint that names none of its own.</summary>
    public static readonly BodyBounds Ordinary = new(10_000, 10_000, "items");

    /// <summary>The bounds of an array of small records.</summary>
    public static BodyBounds OfItems(int most, string items) => new(most * ValuesOfItem, most, items);

    /// <exception cref="ValidationException">The body holds more than it may.</exception>
    public void Ensure(in JsonCount count)
    {
        if (count.Items > MostItems)
            throw TooMany($"must hold 1 to {MostItems} {Items}.");
        if (count.Values > MostValues)
            throw TooMany($"must hold at most {MostValues} JSON values.");
    }

    private static ValidationException TooMany(string message) => new([new ValidationFailure("", message)]);
}

internal static class BodyBoundsExtensions
{
    public static void UseBodyBounds(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
        {
            var bounds = context.GetEndpoint()?.Metadata.GetMetadata<BodyBounds>() ?? BodyBounds.Ordinary;
            context.Features.Set<IRequestBodyPipeFeature>(new BoundedBody(context.Request.BodyReader, bounds));
        }

        return next(context);
    });
}
