namespace CcatOps.Api.FunctionalTests.Endpoints;

internal sealed class SiteTests
{
    [Test]
    public async Task Site_info_is_the_specifications_at_a_secondary_site()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);

        Assert.That(await service.Http.GetStringAsync("/api/site/info"), Is.EqualTo(
            """{"site_name":"observatory","site_type":"secondary","is_main_site":false,"is_secondary_site":true,"critical_"""
            + """operations_buffer":true,"transaction_buffer_size":1000,"lsn_tracking_enabled":true}"""));
    }

    [Test]
    public async Task Site_info_is_the_specifications_at_a_main_site()
    {
        await using var service = await MockedService.StartAsync(MockedService.MainSite with { CriticalOperationsBuffer = false });

        Assert.That(await service.Http.GetStringAsync("/api/site/info"), Is.EqualTo(
            """{"site_name":"cologne","site_type":"main","is_main_site":true,"is_secondary_site":false,"critical_operations_buffer":"""
            + """false,"transaction_buffer_size":1000,"lsn_tracking_enabled":true}"""));
    }
}
