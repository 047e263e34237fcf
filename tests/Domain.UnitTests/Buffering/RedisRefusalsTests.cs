using CcatOps.Domain.Buffering;

namespace CcatOps.Domain.UnitTests.Buffering;

public sealed class RedisRefusalsTests
{
    [TestCase("OOM command not allowed when used memory > 'maxmemory'.", "CONFIG SET maxmemory")]
    [TestCase("-OOM command not allowed when used memory > 'maxmemory'.", "CONFIG SET maxmemory")]
    [TestCase("MISCONF Errors writing to the AOF file: No space left on device", "look at the disk")]
    [TestCase("NOREPLICAS Not enough good replicas to write.", "min-replicas-to-write")]
    [TestCase("READONLY You can't write against a read only replica.", "REDIS_HOST")]
    [TestCase("WRONGTYPE Operation against a key holding the wrong kind of value", "WRONGTYPE Operation")]
    [TestCase("", "")]
    public void Names_the_remedy_of_what_refuses_every_write(string error, string text) =>
        Assert.That(RedisRefusals.Explain(error), Does.Contain(text));
}
