using System.CommandLine;
using CcatOps.TwoSite.Control;

namespace CcatOps.TwoSite.Commands;

/// <summary>Cuts and restores the ocean.</summary>
internal static class LinkCommand
{
    public static Command Create() => new("link", "Cut or restore both paths that cross the ocean.")
    {
        StatusCommand.Create("down", "Reset all connections over the ocean and refuse new ones.", Verb.LinkDown),
        StatusCommand.Create("up", "Let connections over the ocean through again.", Verb.LinkUp),
        StatusCommand.Create("status", "Tell the state of the link, of the buffer and of the replica."),
    };
}
