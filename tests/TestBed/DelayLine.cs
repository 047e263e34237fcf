using System.Net;
using CcatOps.TestBed.Links;

namespace CcatOps.TestBed;

/// <summary>
/// A TCP proxy on loopback that behaves like a long link. Everything can be changed while connections are open. A connection opened
/// through it costs a round trip, as over a real link.
/// </summary>
public sealed class DelayLine : IAsyncDisposable
{
    private readonly Lane _toTarget = new();
    private readonly Lane _toClient = new();
    private readonly LineConnections _connections;
    private volatile IPEndPoint _target;

    /// <summary>Starts a line to a port on 127.0.0.1.</summary>
    public DelayLine(int targetPort, TimeSpan roundTrip = default)
        : this(new IPEndPoint(IPAddress.Loopback, targetPort), roundTrip)
    {
    }

    /// <summary>Starts a line to an address.</summary>
    public DelayLine(IPEndPoint target, TimeSpan roundTrip = default)
    {
        RoundTrip = roundTrip;
        _target = target;
        _connections = new(client => new(client, _target, _toTarget, _toClient, CutBy));
        Port = FreePort.ListenOn(_connections.Listen);
    }

    /// <summary>The port on 127.0.0.1 that clients connect to; it stays the same through cuts.</summary>
    public int Port { get; }

    /// <summary>The delay there and back, half in each direction, for what is sent from now on.</summary>
    public TimeSpan RoundTrip
    {
        get => _toTarget.Delay + _toClient.Delay;
        set => _toTarget.Delay = _toClient.Delay = value / 2;
    }

    /// <summary>Up to this much more in each direction, at random; the order is kept.</summary>
    public TimeSpan Jitter
    {
        get => _toTarget.Jitter;
        set => _toTarget.Jitter = _toClient.Jitter = value;
    }

    /// <summary>The bandwidth of each direction, shared by all connections; null: without bound.</summary>
    public long? BytesPerSecond
    {
        get => _toTarget.BytesPerSecond;
        set => _toTarget.BytesPerSecond = _toClient.BytesPerSecond = value;
    }

    /// <summary>Called with every piece just before it is forwarded; the memory is valid during the call only.</summary>
    public Action<Direction, ReadOnlyMemory<byte>>? Recorder
    {
        get;
        set
        {
            field = value;
            _toTarget.Recorder = value is null ? null : bytes => value(Direction.ToTarget, bytes);
            _toClient.Recorder = value is null ? null : bytes => value(Direction.ToClient, bytes);
        }
    }

    /// <summary>How many connections were accepted so far.</summary>
    public int AcceptedConnections => _connections.Accepted;

    /// <summary>How many connections are open.</summary>
    public int OpenConnections => _connections.Open;

    /// <summary>How many bytes were forwarded so far.</summary>
    public long Forwarded(Direction direction) => LaneOf(direction).Forwarded;

    /// <summary>Swallows everything, in both directions, and answers nothing; new connections are accepted and hear nothing.</summary>
    public void BlackHole() => _toTarget.Silent = _toClient.Silent = true;

    /// <summary>Swallows everything in one direction.</summary>
    public void BlackHole(Direction direction) => LaneOf(direction).Silent = true;

    /// <summary>Resets all connections and refuses new ones.</summary>
    public void Cut() => _connections.Shut();

    /// <summary>
    /// Ends <see cref="Cut"/> and <see cref="BlackHole()"/> and drops what is armed; delay and bandwidth stay. Connections that lost bytes
    /// are reset, the others live on.
    /// </summary>
    public void Restore()
    {
        _toTarget.Arm(null);
        _toClient.Arm(null);
        _toTarget.Silent = _toClient.Silent = false;
        _connections.Reset(connection => connection.HasLost);
        _connections.Listen(Port);
    }

    /// <summary>Leads new connections to another port of this machine, as a name that was moved does; open ones stay where they are.</summary>
    public void Retarget(int port) => _target = new(IPAddress.Loopback, port);

    /// <summary>Resets all connections; new ones are accepted.</summary>
    public void ResetConnections() => _connections.Reset(_ => true);

    /// <summary>Lets exactly so many more bytes through in one direction, then resets all connections.</summary>
    /// <param name="direction">The direction in which bytes are counted. With several busy connections the others may lose bytes that were counted.</param>
    /// <param name="bytes">With 0 the next bytes are lost.</param>
    /// <param name="stayCut">Whether new connections are refused from then on, until <see cref="Restore"/>.</param>
    public ArmedCut CutAfter(Direction direction, long bytes, bool stayCut = false) => Arm(direction, ArmedCut.After(bytes, stayCut));

    /// <summary>Resets all connections when certain bytes pass, for example a COMMIT or the answer to it.</summary>
    /// <param name="direction">The direction to look at.</param>
    /// <param name="seen">Is given each piece, with up to 64 bytes in front that came before it on the same connection.</param>
    /// <param name="moment">Whether the piece itself still arrives.</param>
    /// <param name="stayCut">Whether new connections are refused from then on, until <see cref="Restore"/>.</param>
    public ArmedCut CutWhen(Direction direction, Func<ReadOnlySpan<byte>, bool> seen, CutMoment moment, bool stayCut = false) =>
        Arm(direction, ArmedCut.When(seen, moment, stayCut));

    /// <summary>Resets all connections and ends the line.</summary>
    public ValueTask DisposeAsync() => _connections.DisposeAsync();

    private Lane LaneOf(Direction direction) => direction == Direction.ToTarget ? _toTarget : _toClient;

    private ArmedCut Arm(Direction direction, ArmedCut cut)
    {
        LaneOf(direction).Arm(cut);
        return cut;
    }

    private void CutBy(ArmedCut cut)
    {
        if (cut.StayCut)
            Cut();
        else
            ResetConnections();
        cut.HasHappened();
    }
}
