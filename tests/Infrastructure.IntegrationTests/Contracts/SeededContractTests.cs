using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Resources;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.IntegrationTests.Sites;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>The rows that come with the schema.</summary>
[TestFixture(DatabaseType.PostgreSql)]
[TestFixture(DatabaseType.Sqlite)]
internal sealed class SeededContractTests(DatabaseType databaseType)
{
    private TestSite site = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => site = await TestSite.CreateAsync(SiteType.Main, databaseType: databaseType);

    [OneTimeTearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task The_telescope_has_its_place_and_its_observatory()
    {
        var telescope = (await site.SendAsync(new ListRecords<Telescope>(new(), new Paging()))).Items.Single();
        var observatory = await site.SendAsync(new GetRecord<Observatory>($"{telescope.ObservatoryId}", Consistency.Site));

        Assert.That((telescope.Name, observatory.Name), Is.EqualTo(("FYST", "CCAT")));
        Assert.That((telescope.LatDeg, telescope.LonDeg, telescope.AltM), Is.EqualTo((-22.985639, -67.740278, 5611.8)));
    }

    [TestCase("fyst", 1)]
    [TestCase("FYST", 1)]
    [TestCase("SOFIA", 0)]
    public async Task A_name_is_found_without_regard_to_case(string name, int count)
    {
        var byName = (FilterField<Telescope, string>)Telescopes.Resource.Filters[1];
        var found = await site.SendAsync(new ListRecords<Telescope>(new RecordFilter<Telescope>().Where(byName, name), new Paging()));

        Assert.That(found.Items, Has.Count.EqualTo(count));
    }
}
