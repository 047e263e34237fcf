using System.Buffers.Text;
using System.Text;
using CcatOps.Application.Reads;
using FluentValidation;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Reads;

public sealed class PagingTests
{
    [Test]
    public void No_cursor_is_the_beginning() => Assert.That(new Paging().After<NewestFirst>(), Is.Null);

    [Test]
    public void A_cursor_names_the_place_it_was_made_of()
    {
        var place = new NewestFirst(Now.AddMicroseconds(1), Id(7));
        Assert.That(new Paging { Cursor = Cursors.Encode(place) }.After<NewestFirst>(), Is.EqualTo(place));
    }

    [TestCase("")]
    [TestCase("!")]
    [TestCase("null")]
    [TestCase("bnVsbA")]
    public void Other_text_is_refused(string cursor) => Assert.That(
        () => new Paging { Cursor = cursor }.After<NewestFirst>(),
        Throws.TypeOf<ValidationException>().With.Message.Contains("cursor"));

    [TestCase("{}")]
    [TestCase("""{"id":"00000007-0000-0000-0000-000000000000"}""")]
    [TestCase("""{"id":7}""")]
    public void The_cursor_of_another_list_is_refused(string json) => Assert.That(
        () => new Paging { Cursor = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json)) }.After<NewestFirst>(),
        Throws.TypeOf<ValidationException>().With.Message.Contains("cursor"));

    [Test]
    public void The_newest_comes_first_and_the_greater_id_before_the_smaller()
    {
        NewestFirst[] places = [new(Now, Id(1)), new(Now.AddDays(1), Id(1)), new(Now, Id(2))];
        Assert.That(places.Order(), Is.EqualTo(new[] { places[1], places[2], places[0] }));
    }

    [TestCase(0, false)]
    [TestCase(1, true)]
    [TestCase(1_000, true)]
    [TestCase(1_001, false)]
    public void A_page_holds_1_to_1000_records(int limit, bool valid) =>
        Assert.That(new PagingValidator().Validate(new Paging { Limit = limit }).IsValid, Is.EqualTo(valid));
}
