using System.Collections.Frozen;
using System.Collections.Immutable;

namespace CcatOps.Domain.Storage;

/// <summary>A package's way from the telescope into an archive.</summary>
public enum PackageState
{
    /// <summary>Files are still added to it.</summary>
    Building,

    /// <summary>Complete, and only where it was made.</summary>
    Waiting,

    /// <summary>On its way to an archive.</summary>
    Transferring,

    /// <summary>In an archive, which is final.</summary>
    Archived,

    /// <summary>The last transfer failed.</summary>
    Failed,
}

/// <summary>The table of what can become of a package.</summary>
public static class PackageTransitions
{
    private static readonly FrozenDictionary<PackageState, ImmutableArray<PackageState>> Table = new Dictionary<
        PackageState, ImmutableArray<PackageState>>
    {
        [PackageState.Building] = [PackageState.Waiting],
        [PackageState.Waiting] = [PackageState.Transferring],
        [PackageState.Transferring] = [PackageState.Archived, PackageState.Failed],
        [PackageState.Archived] = [],
        [PackageState.Failed] = [PackageState.Waiting],
    }.ToFrozenDictionary();

    /// <summary>The states into which a package may come next.</summary>
    public static ImmutableArray<PackageState> From(PackageState state) => Table[state];

    public static bool Allows(PackageState from, PackageState to) => Table[from].Contains(to);

    /// <summary>How often it was tried again, after a transition.</summary>
    public static int RetriesAfter(PackageState from, PackageState to, int retries) =>
        (from, to) is (PackageState.Failed, PackageState.Waiting) ? retries + 1 : retries;
}
