using CcatOps.Application.Features.Transactions;
using CcatOps.Application.Reads;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using Moq;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Features.Transactions;

internal sealed class ListTransactionsTests
{
    private const int InLog = 6_000;
    private UseCases site = null!;

    [SetUp]
    public void Compose()
    {
        site = new UseCases(Secondary);
        site.Log
            .Setup(log => log.ListAsync(It.IsAny<TransactionFilter>(), It.IsAny<string?>(), It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((TransactionFilter _, string? cursor, int limit, CancellationToken _) => Page(cursor is null ? 0 : int.Parse(cursor), limit));
    }

    [TearDown]
    public ValueTask Dispose_of_it() => site.DisposeAsync();

    [Test]
    public async Task Without_a_search_one_page_of_the_log_is_one_page_of_the_answer()
    {
        var page = await ListAsync(new TransactionSearch(), limit: 10);

        Assert.That((page.Items.Count, page.Next), Is.EqualTo((10, "10")));
    }

    [Test]
    public async Task A_page_of_a_search_ends_with_its_last_match()
    {
        var page = await ListAsync(new TransactionSearch { Error = "UNIT 4711" }, limit: 10);

        Assert.That(page.Items.Select(item => item.Sequence), Is.EqualTo(Enumerable.Range(0, 10).Select(number => 10L * number)));
        Assert.That(page.Next, Is.EqualTo("91"), "the next page begins after the last one found");
    }

    [Test]
    public async Task A_search_looks_at_a_bounded_number_of_records_and_goes_on_from_there()
    {
        var page = await ListAsync(new TransactionSearch { Principals = ["nobody"] }, limit: 10);

        Assert.That((page.Items.Count, page.Next), Is.EqualTo((0, "5000")));
    }

    [Test]
    public async Task A_search_ends_with_the_log()
    {
        var found = new List<TransactionRecord>();
        string? cursor = null;
        do
        {
            var page = await ListAsync(new TransactionSearch { Principals = ["telescope"], Error = "unit" }, limit: 70, cursor);
            found.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.That(found.Select(item => item.Sequence), Is.EqualTo(Enumerable.Range(0, 600).Select(number => 10L * number)));
    }

    [Test]
    public async Task A_text_that_is_too_long_is_refused() => Assert.That(
        await site.FaultyFieldsAsync(new ListTransactions(new(), new()) { Search = new() { Error = new string('x', 201) } }), Is.EqualTo(new[] { "error" }));

    private Task<Listing<TransactionRecord>> ListAsync(TransactionSearch search, int limit, string? cursor = null) =>
        site.SendAsync(new ListTransactions(new TransactionFilter(), new Paging { Limit = limit, Cursor = cursor }) { Search = search });

    private static TransactionPage Page(int first, int limit) => new(
        [.. Enumerable.Range(first, Math.Min(limit, InLog - first)).Select(Record)], first + limit < InLog ? $"{first + limit}" : null);

    /// <summary>Every tenth one was refused.</summary>
    private static TransactionRecord Record(int number) => new()
    {
        Id = Id(number),
        State = number % 10 == 0 ? TransactionState.Failed : TransactionState.Buffered,
        Operation = "start_observation",
        SiteName = "ccat",
        Principal = "telescope",
        Entities = [],
        Sequence = number,
        AcceptedAt = Now,
        Times = new Dictionary<TransactionState, DateTimeOffset>(),
        LastError = number % 10 == 0 ? "23503: unit 4711 does not exist" : null,
    };
}
