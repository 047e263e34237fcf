using System.Reflection;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>NUnit leaves out, without a word, a generic fixture that cannot be made of one of its types, and with it the others of that fixture.</summary>
internal sealed class FixturesTests
{
    private static readonly Type[] Generic =
        [.. typeof(FixturesTests).Assembly.GetTypes().Where(type => type is { IsGenericTypeDefinition: true, IsAbstract: false } && HasTests(type))];

    [TestCaseSource(nameof(Generic))]
    public void Can_be_made_of_each_of_its_types(Type fixture)
    {
        var types = fixture.GetCustomAttributes<TestFixtureAttribute>().Select(of => of.Arguments.OfType<Type>().ToArray()).ToArray();
        Assert.That(types, Is.Not.Empty);
        foreach (var arguments in types)
            Assert.That(() => fixture.MakeGenericType(arguments), Throws.Nothing);
    }

    private static bool HasTests(Type type) => type.GetMethods().Any(method => method.GetCustomAttributes<TestAttribute>().Any());
}
