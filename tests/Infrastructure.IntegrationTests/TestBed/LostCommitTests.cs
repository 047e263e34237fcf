using CcatOps.TestBed;
using Npgsql;

namespace CcatOps.Infrastructure.IntegrationTests.TestBed;

/// <summary>The fault that exactly-once must survive, made with the line: a commit whose answer, or which itself, is lost.</summary>
internal sealed class LostCommitTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);
    private PostgresServer _server = null!;
    private DelayLine _line = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await PostgresServer.CreateAsync();
        _line = new(_server.Port, TimeSpan.FromMilliseconds(10));
        await _server.ExecuteAsync($"CREATE TABLE note (id int); ALTER TABLE note OWNER TO {PostgresNode.User}");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _line.DisposeAsync();
        await _server.DisposeAsync();
    }

    [TestCase(CutMoment.BeforeForwarding, false)]
    [TestCase(CutMoment.AfterForwarding, true)]
    public async Task The_client_cannot_tell_whether_its_commit_arrived(CutMoment moment, bool committed)
    {
        var id = (int)moment;
        await using var connection = new NpgsqlConnection(_server.ConnectionStringVia(_line) + ";Pooling=false");
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var insert = new NpgsqlCommand($"INSERT INTO note VALUES ({id})", connection, transaction);
        await insert.ExecuteNonQueryAsync();

        var cut = _line.CutWhen(Direction.ToTarget, bytes => bytes.IndexOf("COMMIT"u8) >= 0, moment);
        Assert.That(async () => await transaction.CommitAsync(), Throws.InstanceOf<NpgsqlException>());

        await cut.Happened.WaitAsync(Bound);
        await Eventually.WaitForAsync(
            () => _server.ReadAsync<bool>($"SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE usename = '{PostgresNode.User}')"),
            Bound, "the server should see the cut");
        Assert.That(await _server.ReadAsync<bool>($"SELECT EXISTS (SELECT FROM note WHERE id = {id})"), Is.EqualTo(committed));
    }
}
