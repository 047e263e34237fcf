namespace CcatOps.Architecture.Tests.Planted.Other;

/// <summary>Uses the first planted folder, in a body only.</summary>
internal sealed class Bed
{
    public static Type Tool => typeof(One.Spade);
}
