using CcatOps.Application.Features.Observations;
using CcatOps.Application.Reads;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Features.Observations;

public sealed class ListObservationsTests
{
    private UseCases useCases = null!;

    [SetUp]
    public void Compose() => useCases = new UseCases(Secondary);

    [TearDown]
    public ValueTask Dispose_of_them() => useCases.DisposeAsync();

    [Test]
    public async Task A_list_holds_the_stored_and_the_buffered_with_their_files()
    {
        useCases.Executions.Rows.Add(Execution(1) with { StartTime = Now.AddHours(-1) });
        useCases.Files.Rows.Add(File(21, 1));
        await useCases.SendAsync(new StartObservation { ObsUnitId = 1, Id = Id(2) });
        var listing = await useCases.SendAsync(new ListObservations(new(), new Paging { CountsExactly = true }));
        Assert.That(listing.Items.Select(item => (item.Id, item.RawDataFiles.Count)), Is.EqualTo(new[] { (Id(2), 0), (Id(1), 1) }));
        Assert.That((listing.Count, listing.Next), Is.EqualTo((2L, (string?)null)));
    }

    [Test]
    public async Task A_read_of_the_replica_alone_leaves_out_what_is_buffered()
    {
        await useCases.SendAsync(new StartObservation { ObsUnitId = 1 });
        var listing = await useCases.SendAsync(new ListObservations(new(), new Paging { Consistency = Consistency.Replica }));
        Assert.That(listing.Items, Is.Empty);
    }

    [TestCase(0)]
    [TestCase(1_001)]
    public async Task A_limit_out_of_range_is_refused_by_its_name(int limit) => Assert.That(
        await useCases.FaultyFieldsAsync(new ListObservations(new(), new Paging { Limit = limit })), Is.EqualTo(new[] { "limit" }));

    [Test]
    public async Task Another_cursor_is_refused_by_its_name() => Assert.That(
        await useCases.FaultyFieldsAsync(new ListObservations(new(), new Paging { Cursor = "x" })), Is.EqualTo(new[] { "cursor" }));
}
