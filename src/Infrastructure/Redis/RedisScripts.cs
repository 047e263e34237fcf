using CcatOps.Application.FaultInjection;

namespace CcatOps.Infrastructure.Redis;

/// <summary>The Lua scripts, each an atomic step on the buffer. https://redis.io/docs/latest/develop/interact/programmability/eval-intro/</summary>
internal static class RedisScripts
{
    private static readonly string Prelude = Read("prelude");

    public static readonly string Accept = Load("accept");
    public static readonly string Track = Load("track");
    public static readonly string Seed = LoadForFull("seed");
    public static readonly string HoldLease = LoadForFull("hold_lease");
    public static readonly string ReleaseLease = LoadForFull("release_lease");
    public static readonly string Peek = Mutants.IsActive(Mutant.NoHoldBack)
        ? LoadForFull("peek").Replace("return is_any_blocked and is_held_back(number, entities)", "return false", StringComparison.Ordinal)
        : LoadForFull("peek");
    public static readonly string Return = LoadForFull("return");
    public static readonly string Confirm = LoadForFull("confirm");
    public static readonly string Fail = LoadForFull("fail");
    public static readonly string CountAttempt = LoadForFull("count_attempt");
    public static readonly string Release = LoadForFull("release");
    public static readonly string ResolveFailed = LoadForFull("resolve_failed");
    public static readonly string ResolveFollowers = LoadForFull("resolve_followers");
    public static readonly string Pause = LoadForFull("pause");
    public static readonly string Status = Load("status");
    public static readonly string ReadOverlay = Load("read_overlay");
    public static readonly string BufferState = LoadForFull("buffer_state");
    public static readonly string HeldBetween = Load("held_between");
    public static readonly string DiscardedFrom = Load("discarded_from");
    public static readonly string RepairBody = LoadForFull("repair_body");
    public static readonly string Restore = Load("restore");
    public static readonly string DiscardAgain = Load("discard_again");
    public static readonly string Complete = LoadForFull("complete");
    public static readonly string LowestPending = Load("lowest_pending");

    /// <summary>On one key each, apart from the buffer.</summary>
    public static readonly string OpenSession = Read("open_session");
    public static readonly string RenewSession = Read("renew_session");
    public static readonly string TakeCode = Read("take_code");
    public static readonly string ReportProcess = Read("report_process");
    public static readonly string KeepSamples = Read("keep_samples");

    private static string Load(string name) => $"{Prelude}\n{Read(name)}";

    /// <summary>Runs also while Redis refuses what may need memory.</summary>
    private static string LoadForFull(string name) => $"{Prelude}\n{Read("at_maxmemory")}\n{Read(name)}";

    private static string Read(string name)
    {
        using var stream = typeof(RedisScripts).Assembly.GetManifestResourceStream(
            typeof(RedisScripts), $"Scripts.{name}.lua")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
