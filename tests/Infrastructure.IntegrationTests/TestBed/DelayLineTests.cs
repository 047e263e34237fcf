using System.Diagnostics;
using CcatOps.TestBed;

namespace CcatOps.Infrastructure.IntegrationTests.TestBed;

internal sealed class DelayLineTests
{
    private const int Megabyte = 1_000_000;

    [Test]
    public async Task A_round_trip_takes_what_was_set_and_hardly_more()
    {
        using var server = new EchoServer();
        await using var line = new DelayLine(server.Port);
        using var client = await LineClient.ConnectAsync(line);

        foreach (var roundTrip in new[] { TimeSpan.Zero, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(120) })
        {
            line.RoundTrip = roundTrip;
            var over = new List<double>();
            for (var run = 0; run < 15; run++)
                over.Add((await client.RoundTripAsync() - roundTrip).TotalMilliseconds);

            // The best run shows what the line itself adds; the others also show how busy the machine was.
            await TestContext.Out.WriteLineAsync(
                $"{roundTrip.TotalMilliseconds} ms: {over.Min():0.000} ms over at best, {over.Order().ElementAt(7):0.000} in the median");
            Assert.That(over.Min(), Is.InRange(0, 2));
        }
    }

    [Test]
    public async Task A_connection_costs_a_round_trip_before_the_first_byte_is_on_its_way()
    {
        using var server = new EchoServer();
        await using var line = new DelayLine(server.Port, TimeSpan.FromMilliseconds(50));
        var started = Stopwatch.GetTimestamp();
        using var client = await LineClient.ConnectAsync(line);

        await client.RoundTripAsync();

        Assert.That(Stopwatch.GetElapsedTime(started).TotalMilliseconds, Is.InRange(100, 140));
    }

    [Test]
    public async Task Pipelined_messages_share_one_round_trip()
    {
        const int messages = 100;
        using var server = new EchoServer();
        await using var line = new DelayLine(server.Port, TimeSpan.FromMilliseconds(100));
        using var client = await LineClient.ConnectAsync(line);
        await client.RoundTripAsync();

        var started = Stopwatch.GetTimestamp();
        var receiving = client.ReceiveAsync(messages * 10);
        for (var message = 0; message < messages; message++)
        {
            await client.SendAsync(10);
            await Task.Yield();
        }

        await receiving;
        Assert.That(Stopwatch.GetElapsedTime(started).TotalMilliseconds, Is.InRange(100, 160));
    }

    [Test]
    public async Task Without_delay_three_hundred_megabytes_pass_in_a_second()
    {
        using var server = new EchoServer(answers: false);
        await using var line = new DelayLine(server.Port);
        using var client = await LineClient.ConnectAsync(line);
        var piece = new byte[Megabyte];

        var perSecond = 300 / await BestOfThreeAsync(async () =>
        {
            var expected = server.Received + (300L * Megabyte);
            for (var sent = 0; sent < 300; sent++)
                await client.SendAsync(piece);
            await Eventually.WaitForAsync(() => server.Received == expected, TimeSpan.FromSeconds(10), "all should arrive");
        });

        await TestContext.Out.WriteLineAsync($"{perSecond:0} MB/s");
        Assert.That(perSecond, Is.GreaterThan(300));
    }

    [Test]
    public async Task The_bandwidth_is_shared_by_all_connections_of_a_direction()
    {
        using var server = new EchoServer(answers: false);
        await using var line = new DelayLine(server.Port) { BytesPerSecond = Megabyte };
        using var one = await LineClient.ConnectAsync(line);
        using var other = await LineClient.ConnectAsync(line);

        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(one.SendAsync(Megabyte / 4), other.SendAsync(Megabyte / 4));
        await Eventually.WaitForAsync(() => server.Received == Megabyte / 2, TimeSpan.FromSeconds(10), "all should arrive");

        Assert.That(Stopwatch.GetElapsedTime(started).TotalSeconds, Is.InRange(0.45, 0.65));
    }

    [Test]
    public async Task The_end_of_a_stream_travels_like_its_bytes()
    {
        using var server = new EchoServer();
        await using var line = new DelayLine(server.Port, TimeSpan.FromMilliseconds(20));
        using (var client = await LineClient.ConnectAsync(line))
            await client.SendAsync(5);

        await Eventually.WaitForAsync(() => line.OpenConnections == 0, TimeSpan.FromSeconds(5), "the connection should end on both sides");

        Assert.That((server.Received, server.LastError, line.AcceptedConnections), Is.EqualTo((5L, (object?)null, 1)));
    }

    private static async Task<double> BestOfThreeAsync(Func<Task> run)
    {
        var best = double.MaxValue;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var started = Stopwatch.GetTimestamp();
            await run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return best;
    }
}
