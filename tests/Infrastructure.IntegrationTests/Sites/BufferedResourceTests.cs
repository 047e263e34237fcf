using CcatOps.Application.Features.Instruments;
using CcatOps.Application.Features.Observations;
using CcatOps.Application.Reads;
using CcatOps.Application.Resources;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Records;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.IntegrationTests.Sites;

/// <summary>The resources whose records are born at a telescope, through every database and every buffer.</summary>
[TestFixture(DatabaseType.PostgreSql, BufferType.Redis)]
[TestFixture(DatabaseType.Sqlite, BufferType.Sqlite)]
internal sealed class BufferedResourceTests(DatabaseType databaseType, BufferType bufferType)
{
    private TestSite site = null!;
    private Guid execution;
    private int module;

    [SetUp]
    public async Task StartAsync()
    {
        site = await TestSite.CreateAsync(
            change: config => config with { BufferType = bufferType, BufferPath = Path.Combine(Servers.Files.FullName, $"{Guid.NewGuid():N}.sqlite") },
            databaseType: databaseType);
        var unit = await site.SendAsync(new CreateObsUnit { Name = "Horsehead Nebula R" });
        var instrument = await site.SendAsync(new CreateInstrument { Name = "CHAI" });
        module = (await site.SendAsync(new CreateInstrumentModule { InstrumentId = instrument.Record.Id, Name = "LFA", Pixels = 64 })).Record.Id;
        execution = (await site.SendAsync(new StartObservation { ObsUnitId = unit.Record.Id })).Record.Id;
    }

    [TearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task A_configuration_is_read_before_main_has_it_and_the_same_after()
    {
        var logged = await site.SendAsync(new LogConfiguration
        {
            InstrumentModuleId = module,
            ExecutedObsUnitId = execution,
            Parameters = new() { ["lo_ghz"] = 492.2 },
        });

        await IsTheSameAfterwardsAsync(logged.Record, new RecordFilter<InstrumentConfigurationEvent>().Where(InstrumentConfigurations.InstrumentModuleId, module));
    }

    [Test]
    public async Task A_configuration_of_an_unknown_module_is_accepted_with_a_warning()
    {
        var logged = await site.SendAsync(new LogConfiguration { InstrumentModuleId = 4711, Parameters = [] });

        Assert.That(logged.Warnings.Single(), Does.Contain("instrument_module_id 4711"));
    }

    /// <summary>The record is listed and read while it is buffered; main then has it with the same values.</summary>
    private async Task IsTheSameAfterwardsAsync<TRecord>(TRecord written, RecordFilter<TRecord> filter)
        where TRecord : StoredRecord
    {
        var buffered = await ListedAsync(filter);
        Assert.That(buffered.Sync!.State, Is.EqualTo(TransactionState.Buffered));
        await site.DrainAsync();

        var drained = await site.SendAsync(new ListRecords<TRecord>(filter, new Paging { Consistency = Consistency.Replica }));
        Assert.That(Values(buffered), Is.EqualTo(Values(written)));
        Assert.That(Values(drained.Items.Single()), Is.EqualTo(Values(written)), "at main");
    }

    private async Task<TRecord> ListedAsync<TRecord>(RecordFilter<TRecord> filter)
        where TRecord : StoredRecord => (await site.SendAsync(new ListRecords<TRecord>(filter, new Paging()))).Items.Single();

    /// <summary>The part of a tag that depends on the record's own values alone.</summary>
    private static string Values<TRecord>(TRecord record) => RecordTag.Of(record).Split('-')[0];
}
