using System.Text.Json;
using CcatOps.Application.Features.Buffer;
using CcatOps.Application.Features.Observations;
using CcatOps.Application.Features.Tokens;
using CcatOps.Application.Features.Transactions;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Resources;
using CcatOps.Application.Serialization;
using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Sites;
using FluentValidation;
using MediatR;

namespace CcatOps.Infrastructure.IntegrationTests.Values;

/// <summary>
/// Sends hostile bodies and requires that main holds each one that was accepted, value for value. <c>VALUES_SEED</c> and
/// <c>VALUES_BODIES</c> set it. Both databases get the same bodies, so they hold the same.
/// </summary>
[TestFixture(DatabaseType.PostgreSql)]
[TestFixture(DatabaseType.Sqlite)]
internal sealed class AcceptedBodiesTests(DatabaseType databaseType)
{
    private static readonly int Seed = Number("VALUES_SEED", 15);
    private static readonly int Rounds = Number("VALUES_BODIES", 1_000) / 5;

    private readonly List<(object Accepted, Func<Task<object>> ReadAsync)> accepted = [];
    private TestSite site = null!;
    private int sent;

    [SetUp]
    public async Task StartAsync()
    {
        accepted.Clear();
        sent = 0;
        site = await TestSite.CreateAsync(
            databaseType: databaseType,
            change: config => config with { TransactionBuffering = config.TransactionBuffering with { BufferSize = 10 * Rounds } });
    }

    [TearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task Main_holds_whatever_was_accepted()
    {
        var bodies = new HostileBodies(Seed);
        var unit = (await site.SendAsync(new CreateObsUnit { Name = "hebe" })).Record.Id;
        for (var round = 0; round < Rounds; round++)
        {
            await TrySendAsync<CreateToken, TokenMade>(bodies.Token());
            await TrySendAsync<PauseDrain, BufferView>(bodies.Reason());
            if (await TrySendAsync<CreateObsUnit, Written<ObsUnit>>(bodies.ObsUnit()) is { Record: var planned })
                Accept(planned, new GetRecord<ObsUnit>($"{planned.Id}", Consistency.Replica));

            site.Client.IdempotencyKey = bodies.Key();
            var started = await TrySendAsync<StartObservation, Written<ExecutedObsUnit>>(bodies.Execution(unit));
            site.Client.IdempotencyKey = null;
            if (started is null)
                continue;

            var id = started.Record.Id;
            var finished = await TrySendAsync<FinishObservation, Written<ExecutedObsUnit>>(bodies.Finish(), finish => finish with { Id = id });
            Accept((finished ?? started).Record, new GetObservation(id, Consistency.Replica));
            if (await TrySendAsync<RegisterRawDataFile, Written<RawDataFile>>(bodies.File(id)) is { Record: var file })
                Accept(file, new GetRecord<RawDataFile>($"{file.Id}", Consistency.Replica));
        }

        await site.SendAsync(new ResumeDrain());
        await site.DrainAsync();
        await TestContext.Out.WriteLineAsync($"VALUES_SEED={Seed}: {accepted.Count} of {sent} bodies accepted");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(accepted, Has.Count.GreaterThan(sent / 6), "bodies that are refused test nothing");
            Assert.That(await FailuresAsync(), Is.Empty);
            foreach (var (written, readAsync) in accepted)
                AssertSame(written, await readAsync());
        }
    }

    private void Accept<TRecord>(TRecord record, IRequest<TRecord> read)
        where TRecord : class => accepted.Add((record, async () => await site.SendAsync(read)));

    /// <summary>Null: the body was refused by validation, which is as well.</summary>
    private async Task<TAnswer?> TrySendAsync<TRequest, TAnswer>(string body, Func<TRequest, TRequest>? change = null)
        where TRequest : class, IRequest<TAnswer>
        where TAnswer : class
    {
        sent++;
        try
        {
            var request = JsonSerializer.Deserialize<TRequest>(body, WireJson.Options)!;
            return await site.SendAsync(change?.Invoke(request) ?? request);
        }
        catch (Exception exception) when (exception is ValidationException or JsonException or ArgumentException)
        {
            return null;
        }
        catch (Exception exception)
        {
            throw new AssertionException($"VALUES_SEED={Seed}: {body[..Math.Min(body.Length, 2_000)]}", exception);
        }
    }

    private async Task<IEnumerable<string>> FailuresAsync()
    {
        var failed = await site.SendAsync(new ListTransactions(new TransactionFilter { States = [TransactionState.Failed] }, new Paging()));
        return failed.Items.Select(item => $"{item.Operation}: {item.Error}");
    }

    private static void AssertSame(object written, object read)
    {
        var (before, after) = (JsonSerializer.Serialize(written, WireJson.Options), JsonSerializer.Serialize(read, WireJson.Options));
        if (!RecordTag.NamesSameValues(RecordTag.Of(written), RecordTag.Of(read)))
            Assert.Fail($"Written {before[..Math.Min(before.Length, 3_000)]}\nread {after[..Math.Min(after.Length, 3_000)]}");
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var number) ? number : otherwise;
}
