namespace CcatOps.Architecture.Tests.Planted.One;

/// <summary>Uses the other planted folder, which uses this one.</summary>
internal sealed record Spade(Other.Bed Digs);
