#pragma warning disable SA1403, IDE0130 // Two namespaces in one file, to plant a circle of them.
namespace CcatOps.Architecture.Tests.Planted.One
{
    internal sealed record Spade(Other.Bed Digs);
}

namespace CcatOps.Architecture.Tests.Planted.Other
{
    internal sealed class Bed
    {
        public static object Dig() => new One.Spade(new Bed());
    }
}
