using CcatOps.Infrastructure.Configuration.Files;

namespace CcatOps.Infrastructure.UnitTests.Configuration;

internal sealed class SuggestionTests
{
    [TestCase("port", "port", 0)]
    [TestCase("prot", "port", 1)]
    [TestCase("por", "port", 1)]
    [TestCase("ports", "port", 1)]
    [TestCase("pork", "port", 1)]
    [TestCase("", "port", 4)]
    [TestCase("host", "port", 2)]
    public void Edit_distance_counts_slips_of_the_keyboard(string a, string b, int expected) =>
        Assert.That((Suggestion.EditDistance(a, b), Suggestion.EditDistance(b, a)), Is.EqualTo((expected, expected)));

    [TestCase("prot", "port")]
    [TestCase("PORT", "port")]
    [TestCase("retry_delai", "retry_delay")]
    [TestCase("something", null)]
    public void Closest_is_suggested_only_if_it_is_close(string word, string? expected) =>
        Assert.That(Suggestion.Closest(word, ["host", "port", "retry_delay"], text => text), Is.EqualTo(expected));
}
