using System.Reflection;
using FluentValidation;
using MediatR;

namespace CcatOps.Architecture.Tests;

/// <summary>The rules of the house style about types, as far as a machine can check them.</summary>
public sealed class NamingTests
{
    private static readonly string[] RefusedSuffixes = ["Manager", "Helper", "Helpers", "Service", "Base", "Impl", "Util", "Utils"];

    private static readonly TestCaseData<Type>[] Behaviours = [new(typeof(IRequestHandler<,>)), new(typeof(IValidator<>))];

    [TestCaseSource(nameof(Behaviours))]
    public void Handlers_and_validators_are_internal_and_sealed(Type behaviour)
    {
        var types = Implementing(behaviour);
        Assert.That(types, Is.Not.Empty);
        Assert.That(types.Where(type => type.IsPublic || !type.IsSealed).Select(type => type.FullName), Is.Empty);
    }

    [Test]
    public void A_handler_is_named_for_its_request()
    {
        var types = Implementing(typeof(IRequestHandler<,>));
        var requests = types.ToDictionary(type => type, type => type.GetInterface("IRequestHandler`2")!.GetGenericArguments()[0]);
        Assert.That(requests.Where(pair => NameOf(pair.Key) != NameOf(pair.Value) + "Handler").Select(pair => pair.Key.FullName), Is.Empty);

        // A handler of every request of a kind is named for the kind: that of ICreate is the CreateHandler. One that replaces the general handler
        // for a record is named for the record: that of GetRecord<Unit> is the GetUnitHandler.
        static string NameOf(Type type) => type switch
        {
            { IsGenericParameter: true } => NameOf(type.GetGenericParameterConstraints()[0]),
            { IsConstructedGenericType: true } when type.GetGenericArguments() is [{ IsGenericParameter: false } record] =>
                type.Name.Split('`')[0].Replace("Record", record.Name, StringComparison.Ordinal),
            { IsInterface: true } => type.Name.Split('`')[0][1..],
            _ => type.Name.Split('`')[0],
        };
    }

    [Test]
    public void A_class_without_heirs_is_sealed()
    {
        var classes = Layers.Written.Where(type => type is { IsClass: true, IsAbstract: false }).ToArray();
        var parents = Layers.Written.Select(type => Definition(type.BaseType)).ToHashSet();
        Assert.That(classes, Is.Not.Empty);
        Assert.That(
            classes.Where(type => !type.IsSealed && !parents.Contains(type)).Select(type => type.FullName), Is.Empty);
    }

    [Test]
    public void An_abstract_class_has_heirs()
    {
        var parents = Layers.Written.Select(type => Definition(type.BaseType)).ToHashSet();
        var classes = Layers.Written.Where(type => type is { IsClass: true, IsAbstract: true, IsSealed: false }).ToArray();
        Assert.That(classes, Is.Not.Empty);
        Assert.That(classes.Where(type => !parents.Contains(type)).Select(type => type.FullName), Is.Empty);
    }

    [Test]
    public void No_name_says_nothing()
    {
        Assert.That(Layers.Written, Is.Not.Empty);
        Assert.That(
            Layers.Written
                .Where(type => RefusedSuffixes.Any(suffix => type.PlainName().EndsWith(suffix, StringComparison.Ordinal)))
                .Select(type => type.FullName),
            Is.Empty);
    }

    [TestCase(".Common")]
    [TestCase(".Utils")]
    [TestCase(".Helpers")]
    [TestCase(".Commands.Handlers")]
    public void No_folder_is_for_odds_and_ends(string folder) =>
        Assert.That(
            Layers.Written.Where(type => (type.Namespace + ".").Contains(folder + ".")).Select(type => type.FullName), Is.Empty);

    [Test]
    public void Interfaces_begin_with_I()
    {
        var interfaces = Layers.Written.Where(type => type.IsInterface).ToArray();
        Assert.That(interfaces, Is.Not.Empty);
        Assert.That(
            interfaces.Where(type => type.Name is not ['I', >= 'A' and <= 'Z', ..]).Select(type => type.FullName), Is.Empty);
    }

    [Test]
    public void Records_have_no_setters()
    {
        var records = Layers.Written.Where(type => type.GetMethod("<Clone>$") is not null).ToArray();
        Assert.That(records, Is.Not.Empty);
        Assert.That(
            records
                .SelectMany(type => type.GetProperties())
                .Where(HasSetter)
                .Select(property => $"{property.DeclaringType}.{property.Name}"),
            Is.Empty);
    }

    private static Type[] Implementing(Type definition) =>
    [
        .. Layers.Written.Where(type => type is { IsClass: true, IsAbstract: false }
            && type.GetInterfaces().Any(each => Definition(each) == definition)),
    ];

    private static Type? Definition(Type? type) => type is { IsGenericType: true } ? type.GetGenericTypeDefinition() : type;

    private static bool HasSetter(PropertyInfo property) =>
        property.SetMethod is { IsPublic: true } setter
        && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));
}
