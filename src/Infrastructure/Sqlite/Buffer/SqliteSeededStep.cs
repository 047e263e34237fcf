using CcatOps.Application.Errors;
using CcatOps.Infrastructure.Buffering;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Buffer;

internal static class SqliteSeededStep
{
    /// <summary>Runs a step that needs the counter of sequences, which is seeded first where it is not.</summary>
    /// <exception cref="BufferUnavailableException">The file cannot be used, or the counter cannot be seeded.</exception>
    public static async Task<T> WriteSeededAsync<T>(
        this SqliteBufferFile file, SequenceSeeder seeder, Func<SqliteConnection, T> step, CancellationToken cancellationToken)
    {
        var guarded = (SqliteConnection connection) =>
            connection.ExecuteScalar<long?>("select sequence from buffer") is null ? (false, default(T)!) : (true, step(connection));
        if (await file.WriteAsync(guarded, cancellationToken) is (true, var answer))
            return answer;
        await seeder.SeedAsync(cancellationToken);
        return await file.WriteAsync(guarded, cancellationToken) is (true, var second)
            ? second
            : throw new BufferUnavailableException($"The buffer {file.Path} was lost while it was made ready.");
    }
}
