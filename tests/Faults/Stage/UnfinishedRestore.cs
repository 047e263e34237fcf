using CcatOps.TestBed;

namespace CcatOps.Faults.Stage;

/// <summary>A state that main is in for a while during maintenance or a restore: what the service needs is not there, or not yet granted.</summary>
internal sealed record UnfinishedRestore(string Name, string Begin, string End)
{
    public static readonly IReadOnlyList<UnfinishedRestore> All =
    [
        new("a table renamed", "alter table raw_data_file rename to raw_data_file_old", "alter table raw_data_file_old rename to raw_data_file"),
        new("a grant revoked", $"revoke insert on raw_data_file from {PostgresNode.User}", $"grant insert on raw_data_file to {PostgresNode.User}"),
        new(
            "the schema missing",
            "alter schema public rename to restoring; create schema public",
            "drop schema public cascade; alter schema restoring rename to public"),
        new("a column missing", "alter table raw_data_file rename column checksum to sum", "alter table raw_data_file rename column sum to checksum"),
    ];

    public Task BeginAsync(PostgresNode main) => main.ExecuteAsync(Begin);

    public Task EndAsync(PostgresNode main) => main.ExecuteAsync(End);

    public override string ToString() => Name;
}
