using System.Net.Sockets;
using CcatOps.TestBed;

namespace CcatOps.Infrastructure.IntegrationTests.TestBed;

internal sealed class DelayLineFaultTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    // Long enough that what could get through has got through.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(999)]
    [TestCase(700_001)]
    public async Task Cut_after_lets_exactly_so_many_bytes_through(int bytes)
    {
        using var server = new EchoServer(answers: false);
        await using var line = new DelayLine(server.Port, TimeSpan.FromMilliseconds(4));
        using var client = await LineClient.ConnectAsync(line);
        await client.SendAsync(10);
        await Eventually.WaitForAsync(() => server.Received == 10, Bound, "the line should work before");

        var cut = line.CutAfter(Direction.ToTarget, bytes);
        await client.SendAsync(800_000);
        await cut.Happened.WaitAsync(Bound);
        await Eventually.WaitForAsync(() => server.LastError is not null, Bound, "the server should see the cut");

        Assert.Multiple(() =>
        {
            Assert.That(server.Received, Is.EqualTo(10 + bytes));
            Assert.That(server.LastError, Is.EqualTo(SocketError.ConnectionReset));
            Assert.That(line.Forwarded(Direction.ToTarget), Is.EqualTo(10 + bytes));
        });
        Assert.That(async () => await client.ReceiveAsync(1), Throws.InstanceOf<SocketException>());
    }

    [Test]
    public async Task Cut_after_happens_once()
    {
        using var server = new EchoServer();
        await using var line = new DelayLine(server.Port);
        using var client = await LineClient.ConnectAsync(line);
        var cut = line.CutAfter(Direction.ToClient, 2);
        await client.SendAsync(4);
        await cut.Happened.WaitAsync(Bound);

        using var next = await LineClient.ConnectAsync(line);
        await next.SendAsync(4);

        Assert.That(await next.ReceiveAsync(4), Is.EqualTo(4));
    }

    [TestCase(CutMoment.BeforeForwarding, 0)]
    [TestCase(CutMoment.AfterForwarding, 9)]
    public async Task Cut_when_sees_bytes_pass_and_no_answer_comes_back(CutMoment moment, int arrives)
    {
        using var server = new EchoServer();
        await using var line = new DelayLine(server.Port, TimeSpan.FromMilliseconds(10));
        using var client = await LineClient.ConnectAsync(line);
        await client.RoundTripAsync();

        var cut = line.CutWhen(Direction.ToTarget, bytes => bytes.IndexOf("COMMIT"u8) >= 0, moment);
        await client.SendAsync("BEGIN; CO"u8.ToArray());
        await Eventually.WaitForAsync(() => server.Received == 10, Bound, "the first part should pass");
        var answer = client.ReceiveAsync(9);
        await answer.WaitAsync(Bound);
        await client.SendAsync("MMIT; END"u8.ToArray());
        await cut.Happened.WaitAsync(Bound);
        await Eventually.WaitForAsync(() => server.LastError is not null, Bound, "the server should see the cut");

        Assert.That(server.Received, Is.EqualTo(10 + arrives));
        Assert.That(async () => await client.ReceiveAsync(1), Throws.InstanceOf<SocketException>());
    }

    [Test]
    public async Task A_black_hole_is_silent_for_old_and_new_connections_and_restore_resets_what_lost_bytes()
    {
        using var server = new EchoServer();
        await using var line = new DelayLine(server.Port);
        using var old = await LineClient.ConnectAsync(line);
        using var idle = await LineClient.ConnectAsync(line);
        await old.RoundTripAsync();
        await idle.RoundTripAsync();

        line.BlackHole();
        using var young = await LineClient.ConnectAsync(line);
        await old.SendAsync(1);
        await young.SendAsync(1);
        var (oldAnswer, youngAnswer) = (old.ReceiveAsync(1), young.ReceiveAsync(1));
        await Task.WhenAny(oldAnswer, youngAnswer, Task.Delay(Quiet));
        Assert.That((oldAnswer.IsCompleted, youngAnswer.IsCompleted, server.Received), Is.EqualTo((false, false, 2L)));

        line.Restore();
        Assert.Multiple(() =>
        {
            Assert.That(async () => await oldAnswer, Throws.InstanceOf<SocketException>());
            Assert.That(async () => await youngAnswer, Throws.InstanceOf<SocketException>());
        });
        await idle.RoundTripAsync();
    }

    [Test]
    public async Task A_one_way_black_hole_swallows_the_answer_only()
    {
        using var server = new EchoServer();
        await using var line = new DelayLine(server.Port);
        using var client = await LineClient.ConnectAsync(line);
        await client.RoundTripAsync();

        line.BlackHole(Direction.ToClient);
        await client.SendAsync(1);
        var answer = client.ReceiveAsync(1);
        await Eventually.WaitForAsync(() => server.Received == 2, Bound, "the request should arrive");
        await Task.WhenAny(answer, Task.Delay(Quiet));

        Assert.That(answer.IsCompleted, Is.False);
    }

    [Test]
    public async Task A_cut_line_refuses_until_restored()
    {
        using var server = new EchoServer();
        await using var line = new DelayLine(server.Port);
        using var client = await LineClient.ConnectAsync(line);
        await client.RoundTripAsync();

        line.Cut();
        Assert.Multiple(() =>
        {
            Assert.That(async () => await client.ReceiveAsync(1), Throws.InstanceOf<SocketException>());
            Assert.That(
                async () => await LineClient.ConnectAsync(line),
                Throws.InstanceOf<SocketException>().With.Property("SocketErrorCode").EqualTo(SocketError.ConnectionRefused));
        });

        line.Restore();
        using var next = await LineClient.ConnectAsync(line);
        await next.RoundTripAsync();
    }

    [Test]
    public async Task Reset_connections_lets_new_ones_in()
    {
        using var server = new EchoServer();
        await using var line = new DelayLine(server.Port);
        using var client = await LineClient.ConnectAsync(line);
        await client.RoundTripAsync();

        line.ResetConnections();

        Assert.That(async () => await client.ReceiveAsync(1), Throws.InstanceOf<SocketException>());
        using var next = await LineClient.ConnectAsync(line);
        await next.RoundTripAsync();
    }

    [Test]
    public async Task The_recorder_sees_what_passes()
    {
        var seen = new List<(Direction, byte[])>();
        using var server = new EchoServer();
        await using var line = new DelayLine(server.Port) { Recorder = (direction, bytes) => seen.Add((direction, bytes.ToArray())) };
        using var client = await LineClient.ConnectAsync(line);

        await client.SendAsync(new byte[] { 7 });
        await client.ReceiveAsync(1);

        Assert.That(seen, Is.EqualTo(new[] { (Direction.ToTarget, new byte[] { 7 }), (Direction.ToClient, new byte[] { 7 }) }));
    }
}
