using System.Reflection;
using NetArchTest.Rules;

namespace CcatOps.Architecture.Tests;

/// <summary>References go inward only, and each library stays where it belongs.</summary>
public sealed class DependencyTests
{
    private const string CompositionRoot = "CcatOps.Infrastructure.DependencyInjection";

    private static readonly TestCaseData<string, string[]>[] Libraries =
    [
        new("Dapper", ["CcatOps.Infrastructure.Postgres", "CcatOps.Infrastructure.Sqlite", "CcatOps.Infrastructure.Sql", CompositionRoot]),
        new("Microsoft.Data.Sqlite", ["CcatOps.Infrastructure.Sqlite", CompositionRoot]),
        new("Npgsql", ["CcatOps.Infrastructure.Postgres", CompositionRoot]),
        new("StackExchange.Redis", ["CcatOps.Infrastructure.Redis", CompositionRoot]),
        new("Tomlyn", ["CcatOps.Infrastructure.Configuration"]),
        new("DotNetEnv", ["CcatOps.Infrastructure.Configuration"]),
        new(
            "MediatR",
            [
                "CcatOps.Application.Features",
                "CcatOps.Application.Resources",
                "CcatOps.Application.Validation",
                "CcatOps.Application.DependencyInjection",
                "CcatOps.Application.Access.SignIn",
                "CcatOps.Application.Access.SignInHandler",
                "CcatOps.Api.Endpoints",
                "CcatOps.Api.Sessions",
                "CcatOps.Api.Commands.SiteCommand",
                "CcatOps.Api.Commands.TokenCommands",
                "CcatOps.Api.Commands.UserCommands",
                "CcatOps.Api.Hosting.FirstToken",
            ]),
        new("Microsoft.IdentityModel", ["CcatOps.Api.Sessions"]),
    ];

    [Test]
    public void Domain_references_the_framework_only() =>
        Assert.That(References(Layers.Domain).Where(name => name != "netstandard" && !IsFramework(name)), Is.Empty);

    [TestCase("CcatOps.Infrastructure")]
    [TestCase("CcatOps.Api")]
    [TestCase("Npgsql")]
    [TestCase("Dapper")]
    [TestCase("StackExchange.Redis")]
    [TestCase("Microsoft.AspNetCore")]
    [TestCase("Microsoft.Data.Sqlite")]
    public void Application_does_not_reference(string outer)
    {
        Assert.That(References(Layers.Application).Where(name => IsUnder(name, outer)), Is.Empty);
        Assert.That(
            Types.InAssembly(Layers.Application).That().HaveDependencyOn(outer).GetTypes().Select(type => type.FullName), Is.Empty);
    }

    [Test]
    public void Application_references_Domain() => Assert.That(References(Layers.Application), Does.Contain("CcatOps.Domain"));

    [Test]
    public void Infrastructure_does_not_reference_Api() =>
        Assert.That(References(Layers.Infrastructure), Does.Not.Contain("CcatOps.Api"));

    [TestCaseSource(nameof(Libraries))]
    public void Each_library_stays_where_it_belongs(string library, string[] places)
    {
        var strangers = Using(library).Where(type => !places.Any(place => IsUnder(type.FullName!, place)));
        Assert.That(strangers.Select(type => type.FullName), Is.Empty, $"use {library} outside {string.Join(", ", places)}");
    }

    [TestCaseSource(nameof(Libraries))]
    public void Each_library_is_seen_where_it_is_used(string library, string[] places) =>
        Assert.That(Using(library).Select(type => type.FullName), Is.Not.Empty, $"nobody uses {library}: {string.Join(", ", places)}");

    private static IEnumerable<Type> Using(string library) =>
        Types.InAssemblies(Layers.All).That().HaveDependencyOn(library).GetTypes();

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name!);

    private static bool IsFramework(string name) => IsUnder(name, "System") || name == "mscorlib";

    private static bool IsUnder(string name, string place) =>
        name == place || name.StartsWith(place + ".", StringComparison.Ordinal)
        || name.StartsWith(place + "+", StringComparison.Ordinal);
}
