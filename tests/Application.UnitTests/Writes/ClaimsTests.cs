using CcatOps.Application.Writes;
using CcatOps.Domain.Writes;
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
}
