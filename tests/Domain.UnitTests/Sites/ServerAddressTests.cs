using CcatOps.Domain.Sites;

namespace CcatOps.Domain.UnitTests.Sites;

internal sealed class ServerAddressTests
{
    [TestCase("db", "db:5432")]
    [TestCase("db:6432", "db:6432")]
    [TestCase("a,b:6432 , c", "a:5432 b:6432 c:5432")]
    [TestCase("10.0.0.1,10.0.0.2:1", "10.0.0.1:5432 10.0.0.2:1")]
    [TestCase("::1", "[::1]:5432")]
    [TestCase("[::1]", "[::1]:5432")]
    [TestCase("[::1]:6432,fe80::2", "[::1]:6432 [fe80::2]:5432")]
    [TestCase("/run/postgresql", "/run/postgresql:5432")]
    public void A_list_gives_each_server_its_port_or_the_common_one(string hosts, string expected) =>
        Assert.That(string.Join(' ', ServerAddress.List(hosts, 5432)), Is.EqualTo(expected));

    [Test]
    public void A_url_and_what_is_printed_name_all_servers()
    {
        Assert.That(new DatabaseConfig { Host = "a,b:6432" }.ToString(), Is.EqualTo("postgresql://ccat_ops_user:***@a:5432,b:6432/ccat_ops_db"));
        Assert.That(new RedisConfig { Host = "r", Port = 7000, Password = "p" }.ToString(), Is.EqualTo("redis://:***@r:7000/0"));
        Assert.That(
            new RedisConfig { Host = "s,t:7000", SentinelService = "mymaster", Password = "p", SentinelPassword = "q" }.ToString(),
            Is.EqualTo("redis+sentinel://:***@s:26379,t:7000/mymaster/0"));
    }
}
