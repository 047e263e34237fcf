using System.Buffers.Text;
using System.Text;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Schema;
using FluentValidation;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Reads;

public sealed class PagingTests
{
    [Test]
    public void No_cursor_is_the_beginning() => Assert.That(new Paging().After(Tables.ExecutedObsUnit), Is.Null);

    [Test]
    public void A_cursor_names_the_place_it_was_made_of()
    {
        var place = ListPlace.NewestFirst(Now.AddMicroseconds(1), Id(7));
        var cursor = Paging.CursorOf(Tables.ExecutedObsUnit, place);
        Assert.That(new Paging { Cursor = cursor }.After(Tables.ExecutedObsUnit), Is.EqualTo(place));
    }

    [TestCase("")]
    [TestCase("!")]
    [TestCase("null")]
    [TestCase("bnVsbA")]
    public void Other_text_is_refused(string cursor) => Assert.That(
        () => new Paging { Cursor = cursor }.After(Tables.ExecutedObsUnit),
        Throws.TypeOf<ValidationException>().With.Message.Contains("cursor"));

    [TestCase("{}")]
    [TestCase("""{"id":7}""")]
    [TestCase("""{"list":"executed_obs_unit"}""")]
    [TestCase("""{"list":"executed_obs_unit","first":-1,"second":0}""")]
    [TestCase("""{"list":"raw_data_file","first":0,"second":0}""")]
    public void The_cursor_of_another_list_is_refused(string json) => Assert.That(
        () => new Paging { Cursor = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json)) }.After(Tables.ExecutedObsUnit),
        Throws.TypeOf<ValidationException>().With.Message.Contains("cursor"));

    [Test]
    public void The_newest_comes_first_and_the_greater_id_before_the_smaller()
    {
        ListPlace[] places = [ListPlace.NewestFirst(Now, Id(1)), ListPlace.NewestFirst(Now.AddDays(1), Id(1)), ListPlace.NewestFirst(Now, Id(2))];
        Assert.That(places.Order(), Is.EqualTo(new[] { places[1], places[2], places[0] }));
    }

    [Test]
    public void A_place_gives_back_what_it_was_made_of()
    {
        Assert.That(ListPlace.NewestFirst(Now, Id(3)).ToNewest(), Is.EqualTo((Now, Id(3))));
        Assert.That(ListPlace.ById(Id(3)).ToUuid(), Is.EqualTo(Id(3)));
        Assert.That(ListPlace.ById(-3).ToInteger(), Is.EqualTo(-3));
    }

    [TestCase(0, false)]
    [TestCase(1, true)]
    [TestCase(1_000, true)]
    [TestCase(1_001, false)]
    public void A_page_holds_1_to_1000_records(int limit, bool valid) =>
        Assert.That(new PagingValidator().Validate(new Paging { Limit = limit }).IsValid, Is.EqualTo(valid));
}
