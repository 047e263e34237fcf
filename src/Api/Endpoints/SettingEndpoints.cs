using CcatOps.Api.Answers;
using CcatOps.Api.Queries;

namespace CcatOps.Api.Endpoints;

internal static class SettingEndpoints
{
    public static void MapSettings(this IEndpointRouteBuilder routes) => routes.MapGet("/api/settings", List)
        .WithName("list_settings")
        .WithTags("Site")
        .WithSummary("The settings of this process: name, value and origin. Values of secrets are masked.")
        .WithDescription("They are read once at start. To change one, change it where it comes from and restart the process.")
        .Produces<SettingList>()
        .WithQuery();

    private static IResult List(SettingsInEffect settings) => Results.Ok(new SettingList(
        [.. settings.All.Select(setting => new SettingView(setting.Name, setting.Value, setting.Origin, setting.Source))]));
}
