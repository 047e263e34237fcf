using System.Net;
using CcatOps.Domain.Sites;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Access;

internal sealed class MetricsAccessTests
{
    [TestCase(MetricsAccess.ByAddress, "http://127.0.0.1:0", HttpStatusCode.OK)]
    [TestCase(MetricsAccess.ByAddress, "http://0.0.0.0:0", HttpStatusCode.Unauthorized)]
    [TestCase(MetricsAccess.Token, "http://127.0.0.1:0", HttpStatusCode.Unauthorized)]
    [TestCase(MetricsAccess.Open, "http://0.0.0.0:0", HttpStatusCode.OK)]
    public async Task Metrics_are_open_where_nobody_else_listens_unless_the_setting_says_otherwise(
        MetricsAccess access, string address, HttpStatusCode withoutToken)
    {
        await using var service = await MockedService.StartAsync(MockedService.MainSite with { MetricsAccess = access }, listenAt: address);
        Credentials.Knows(service);
        service.Http.DefaultRequestHeaders.Authorization = null;
        using var anonymous = await service.Http.GetAsync("/metrics");
        Assert.That(anonymous.StatusCode, Is.EqualTo(withoutToken));

        service.Http.With(TestTokens.Of("viewer"));
        using var viewer = await service.Http.GetAsync("/metrics");
        Assert.That(viewer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }
}
