using CcatOps.Domain.Writes;

namespace CcatOps.Domain.UnitTests.Writes;

public sealed class TransactionTests
{
    [Test]
    public void Two_transactions_with_one_id_are_one()
    {
        var transaction = Transaction(Guid.NewGuid());
        Assert.That(transaction with { Principal = "another" }, Is.EqualTo(transaction));
        Assert.That((transaction with { Principal = "another" }).GetHashCode(), Is.EqualTo(transaction.GetHashCode()));
    }

    [Test]
    public void Two_transactions_with_like_values_are_two()
    {
        var transaction = Transaction(Guid.NewGuid());
        Assert.That(transaction with { Id = Guid.NewGuid() }, Is.Not.EqualTo(transaction));
    }

    [Test]
    public void An_entity_is_named_by_table_and_key() =>
        Assert.That(Domain.Writes.Transaction.Entity("obs_unit", "7"), Is.EqualTo("obs_unit:7"));

    private static Transaction Transaction(Guid id) => new()
    {
        Id = id,
        SiteName = "ccat",
        Operation = "start_observation",
        Principal = "anonymous",
        Entities = [],
        Changes = [],
        AcceptedAt = DateTimeOffset.UnixEpoch,
        RequestHash = "",
    };
}
