using CcatOps.Domain.Buffering;
using CcatOps.Domain.Sites;

namespace CcatOps.Domain.UnitTests.Buffering;

public sealed class DurabilityRulesTests
{
    private static readonly RedisFacts Durable = new()
    {
        RunId = "1",
        Role = "master",
        Loading = false,
        AppendOnly = "yes",
        AppendFsync = "always",
        MaxMemoryPolicy = "noeviction",
        AofLastWriteStatus = "ok",
    };

    private static readonly RedisFacts Silent = Durable with { AppendOnly = null, AppendFsync = null, MaxMemoryPolicy = null };

    private static readonly TestCaseData<RedisFacts, string>[] BelowRequired =
    [
        new(Durable with { AppendOnly = "no" }, "appendonly is 'no'"),
        new(Durable with { AppendFsync = "everysec" }, "appendfsync is 'everysec'"),
        new(Durable with { AppendFsync = "no" }, "appendfsync is 'no'"),
        new(Durable with { MaxMemoryPolicy = "allkeys-lru" }, "maxmemory-policy is 'allkeys-lru'"),
        new(Durable with { MaxMemoryPolicy = "volatile-ttl" }, "maxmemory-policy is 'volatile-ttl'"),
        new(Silent, "may not run CONFIG GET"),
    ];

    private static readonly TestCaseData<RedisFacts, string>[] NeverTrusted =
    [
        new(Durable with { Loading = true }, "still loading"),
        new(Durable with { Role = "slave" }, "role 'slave'"),
        new(Durable with { AofLastWriteStatus = "err" }, "aof_last_write_status is 'err'"),
    ];

    [TestCase("yes", "always", "fsynced")]
    [TestCase("yes", "everysec", "everysec")]
    [TestCase("yes", "no", "memory")]
    [TestCase("no", "always", "memory")]
    [TestCase(null, null, "memory")]
    public void The_level_says_how_a_write_is_held(string? appendOnly, string? appendFsync, string level) =>
        Assert.That(DurabilityRules.Level(Durable with { AppendOnly = appendOnly, AppendFsync = appendFsync }), Is.EqualTo(level));

    [TestCase(BufferDurability.Required)]
    [TestCase(BufferDurability.Relaxed)]
    public void A_durable_server_has_no_faults(BufferDurability demanded) =>
        Assert.That(DurabilityRules.Faults(Durable, demanded), Is.Empty);

    [TestCaseSource(nameof(BelowRequired))]
    public void Required_durability_names_what_is_missing(RedisFacts facts, string fault) =>
        Assert.That(DurabilityRules.Faults(facts, BufferDurability.Required), Has.Exactly(1).Items.And.All.Contains(fault));

    [TestCaseSource(nameof(BelowRequired))]
    public void Relaxed_durability_puts_up_with_it(RedisFacts facts, string fault) =>
        Assert.That(DurabilityRules.Faults(facts, BufferDurability.Relaxed), Is.Empty, fault);

    [TestCaseSource(nameof(NeverTrusted))]
    public void A_server_that_takes_no_writes_is_never_trusted(RedisFacts facts, string fault)
    {
        Assert.That(DurabilityRules.Faults(facts, BufferDurability.Required), Has.Exactly(1).Items.And.All.Contains(fault));
        Assert.That(DurabilityRules.Faults(facts, BufferDurability.Relaxed), Has.Exactly(1).Items.And.All.Contains(fault));
    }

    [Test]
    public void All_faults_are_named_together()
    {
        var facts = Durable with { AppendOnly = "no", MaxMemoryPolicy = "allkeys-lru", Role = "slave" };
        Assert.That(DurabilityRules.Faults(facts, BufferDurability.Required), Has.Count.EqualTo(3));
    }
}
