using System.Reflection;
using Mono.Cecil;

namespace CcatOps.Architecture.Tests;

/// <summary>One folder of a project uses another.</summary>
/// <param name="User">The namespace of the folder that uses the other.</param>
/// <param name="Used">The namespace of the other.</param>
/// <param name="Example">A type that does so, and the type that it uses.</param>
internal sealed record FolderUse(string User, string Used, string Example);

/// <summary>Finds in a compiled assembly which of its folders use which. What the compiler resolves, such as constants, leaves no trace.</summary>
internal static class FolderUses
{
    public static FolderUse[] Of(Assembly assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly.Location);
        var root = assembly.GetName().Name!;
        return
        [
            .. from type in module.GetTypes()
               from used in TypesUsedBy(type).SelectMany(Parts)
               let folders = (User: FolderOf(type), Used: FolderOf(used))
               where folders.User != folders.Used && IsUnder(folders.User, root) && IsUnder(folders.Used, root)
               group $"{type.FullName} uses {used.FullName}" by folders into examples
               select new FolderUse(examples.Key.User, examples.Key.Used, examples.First()),
        ];
    }

    /// <summary>The uses that are part of a circle: the used folder uses the user in turn, perhaps through others.</summary>
    public static IEnumerable<FolderUse> InCircles(IReadOnlyCollection<FolderUse> uses)
    {
        var usedBy = uses.ToLookup(use => use.User, use => use.Used);
        return uses.Where(use => Reaches(use.Used, use.User));

        bool Reaches(string from, string to)
        {
            var seen = new HashSet<string>();
            var open = new Stack<string>([from]);
            while (open.TryPop(out var folder))
            {
                if (folder == to)
                    return true;
                if (seen.Add(folder))
                    Array.ForEach([.. usedBy[folder]], open.Push);
            }

            return false;
        }
    }

    private static IEnumerable<TypeReference> TypesUsedBy(TypeDefinition type) =>
    [
        .. type.BaseType is { } parent ? [parent] : Array.Empty<TypeReference>(),
        .. type.Interfaces.Select(each => each.InterfaceType),
        .. type.CustomAttributes.Select(each => each.AttributeType),
        .. type.GenericParameters.SelectMany(ConstraintsOf),
        .. type.Fields.Select(field => field.FieldType),
        .. type.Methods.SelectMany(TypesUsedBy),
    ];

    private static IEnumerable<TypeReference> TypesUsedBy(MethodDefinition method) =>
    [
        .. TypesNamedBy(method),
        .. method.GenericParameters.SelectMany(ConstraintsOf),
        .. method.CustomAttributes.Select(each => each.AttributeType),
        .. method.HasBody ? method.Body.Variables.Select(variable => variable.VariableType) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(each => TypesNamedBy(each.Operand)) : [],
    ];

    private static IEnumerable<TypeReference> TypesNamedBy(object? operand) => operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod method => [.. method.GenericArguments, .. TypesNamedBy(method.ElementMethod)],
        MethodReference method => [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType)],
        _ => [],
    };

    private static IEnumerable<TypeReference> ConstraintsOf(GenericParameter parameter) => parameter.Constraints.Select(each => each.ConstraintType);

    /// <summary>The types of which a constructed one is made, such as a list of records.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => [.. generic.GenericArguments.SelectMany(Parts), .. Parts(generic.ElementType)],
        TypeSpecification constructed => Parts(constructed.ElementType),
        GenericParameter => [],
        _ => [type],
    };

    private static string FolderOf(TypeReference type) => type.DeclaringType is { } outer ? FolderOf(outer) : type.Namespace;

    private static bool IsUnder(string folder, string root) => folder == root || folder.StartsWith(root + ".", StringComparison.Ordinal);
}
