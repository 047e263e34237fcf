using CcatOps.Application.Writes;
using CcatOps.Domain.Schema;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Writes;

public sealed class ClaimsTests
{
    [Test]
    public void Only_a_key_of_the_client_is_one_of_idempotency()
    {
        Assert.That(Claims.IsIdempotency(Claims.Idempotency("telescope", "k")), Is.True);
        Assert.That(Claims.IsIdempotency(Claims.Record(Tables.ExecutedObsUnit, Id(7))), Is.False);
        Assert.That(Claims.IsIdempotency(Claims.Finish(Id(7))), Is.False);
    }

    [Test]
    public void The_marker_holds_the_key_of_the_client_first()
    {
        var transaction = Transaction(1) with { IdempotencyKey = "k", Claims = [Claims.Record(Tables.ExecutedObsUnit, Id(7))] };
        Assert.That(Claims.MarkerKey(transaction), Is.EqualTo("k"));
    }

    [Test]
    public void The_marker_holds_the_record_s_id_otherwise()
    {
        var claim = Claims.Record(Tables.ExecutedObsUnit, Id(7));
        Assert.That(Claims.MarkerKey(Transaction(1) with { Claims = [Claims.Finish(Id(7)), claim] }), Is.EqualTo(claim));
    }

    [Test]
    public void The_marker_holds_nothing_where_nothing_is_claimed() =>
        Assert.That(Claims.MarkerKey(Transaction(1) with { Claims = [Claims.Finish(Id(7))] }), Is.Null);

    [Test]
    public void A_key_that_is_spelled_like_the_record_of_another_request_gets_a_marker_of_its_own()
    {
        var claim = Claims.Record(Tables.ExecutedObsUnit, Id(7));
        var spelledAlike = Transaction(1) with { IdempotencyKey = claim, Claims = [Claims.Idempotency("telescope", claim)] };

        Assert.That(Claims.MarkerKey(spelledAlike), Is.Not.EqualTo(claim));
        Assert.That(Claims.MarkerKey(spelledAlike), Is.Not.EqualTo(Claims.MarkerKey(Transaction(2) with { IdempotencyKey = $"{claim} " })));
    }

    /// <summary>Markers that earlier versions wrote keep answering repetitions.</summary>
    [TestCase("record:of-tonight")]
    [TestCase("record:executed_obs_unit:tonight")]
    [TestCase("record:no_table:00000007-0000-0000-0000-000000000000")]
    public void A_key_that_names_no_record_is_the_marker_key_as_before(string key) =>
        Assert.That(Claims.MarkerKey(Transaction(1) with { IdempotencyKey = key }), Is.EqualTo(key));

    [Test]
    public void A_key_that_names_the_record_of_its_own_request_is_the_marker_key_as_before()
    {
        var claim = Claims.Record(Tables.ExecutedObsUnit, Id(7));
        var transaction = Transaction(1) with { IdempotencyKey = claim, Claims = [Claims.Idempotency("telescope", claim), claim] };
        Assert.That(Claims.MarkerKey(transaction), Is.EqualTo(claim));
    }
}
