using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;

namespace CcatOps.Api.Endpoints;

/// <summary>The description that every write has.</summary>
internal static class RouteTexts
{
    private const string Critical = "Critical: a secondary site takes it into its buffer, whatever the state of the link to the main site.";

    private const string NonCritical =
        "Not critical: it goes to the main database directly. While a secondary site cannot reach that, the answer is 503, "
        + "or 307 to the main site's API where MAIN_API_URL is set.";

    /// <summary>Describes the way of the operation to the main database.</summary>
    public static RouteHandlerBuilder Makes(this RouteHandlerBuilder endpoint, Operation operation, string more = "")
    {
        var isCritical = operation.Type == OperationType.Critical;
        endpoint.WithName(operation.Name).WithDescription((isCritical ? Critical : NonCritical) + (more.Length > 0 ? $" {more}" : ""));
        if (!isCritical)
            endpoint.Produces(StatusCodes.Status307TemporaryRedirect);
        return endpoint;
    }
}
