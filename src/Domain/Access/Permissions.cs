using System.Collections.Immutable;

namespace CcatOps.Domain.Access;

/// <summary>All that routes ask for. Scopes and roles may name these, or cover some of them with <c>*</c>.</summary>
public static class Permissions
{
    public static readonly Permission ReadObservations = new("read", "observations");
    public static readonly Permission WriteObservations = new("write", "observations");
    public static readonly Permission WritePlans = new("write", "plans");
    public static readonly Permission ReadTransactions = new("read", "transactions");
    public static readonly Permission ReplayTransactions = new("replay", "transactions");
    public static readonly Permission DiscardTransactions = new("discard", "transactions");
    public static readonly Permission ViewBuffer = new("view", "buffer");
    public static readonly Permission ViewAudit = new("view", "audit");
    public static readonly Permission ReadMetrics = new("read", "metrics");
    public static readonly Permission ConfigureSystem = new("configure", "system");
    public static readonly Permission ManageTokens = new("manage", "tokens");
    public static readonly Permission ManageUsers = new("manage", "users");

    /// <summary>With what each allows, for people.</summary>
    public static readonly ImmutableArray<(Permission Permission, string About)> All =
    [
        (ReadObservations, "Read executions, raw data files and planned units."),
        (WriteObservations, "Record executions and raw data files."),
        (WritePlans, "Plan units of observation."),
        (ReadTransactions, "See what has become of transactions."),
        (ReplayTransactions, "Retry and edit failed transactions."),
        (DiscardTransactions, "Give failed transactions up."),
        (ViewBuffer, "See the buffer and the replication."),
        (ViewAudit, "See what people have decided."),
        (ReadMetrics, "Read the metrics."),
        (ConfigureSystem, "Pause and resume the drain, and reconcile main with the journal."),
        (ManageTokens, "Make, rotate and revoke API tokens of one's own; with manage:users, of others."),
        (ManageUsers, "Make users and give them roles."),
    ];
}
