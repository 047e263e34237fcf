using System.Reflection;
using System.Text;
using CcatOps.Application.FaultInjection;

namespace CcatOps.Architecture.Tests;

/// <summary>The shipped build cannot be broken from outside: only the build configuration Faults has fault points and mutants.</summary>
public sealed class FaultInjectionTests
{
    [TestCase("CCATOPS_FAULT_POINT")]
    [TestCase("CCATOPS_FAULT_ACTION")]
    [TestCase("CCATOPS_FAULT_FILE")]
    [TestCase("CCATOPS_MUTANT")]
    public void No_assembly_knows_the_variable(string variable)
    {
        // An assembly stores the texts of a program as UTF-16.
        var text = Encoding.Unicode.GetBytes(variable);
        var knowing = Layers.All.Where(assembly => File.ReadAllBytes(assembly.Location).AsSpan().IndexOf(text) >= 0);
        Assert.That(knowing.Select(assembly => assembly.GetName().Name), Is.Empty);
    }

    [Test]
    public void Nothing_happens_at_a_fault_point() =>
        Assert.That(Layers.Application.GetTypes().Select(type => type.Name), Does.Not.Contain("InjectedFault"));

    [Test]
    public void Nobody_calls_a_fault_point()
    {
        Assert.That(TypesReferenced(Layers.Infrastructure), Does.Not.Contain(nameof(Fault)));
        Assert.That(TypesReferenced(Layers.Api), Does.Not.Contain(nameof(Fault)));
    }

    [Test]
    public void Every_safeguard_is_on([Values] Mutant mutant) => Assert.That(Mutants.IsActive(mutant), Is.False);

    private static string[] TypesReferenced(Assembly assembly)
    {
        using var file = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(assembly.Location));
        var metadata = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(file);
        return [.. metadata.TypeReferences.Select(handle => metadata.GetString(metadata.GetTypeReference(handle).Name))];
    }
}
