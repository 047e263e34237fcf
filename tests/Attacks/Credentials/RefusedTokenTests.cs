using System.Net;
using CcatOps.Attacks.Stage;
using CcatOps.TestBed;

namespace CcatOps.Attacks.Credentials;

internal sealed class RefusedTokenTests
{
    private AttackedSite site = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => site = await AttackedSite.StartAsync(SiteSettings.OfMain(await AttackStage.GetAsync()));

    [OneTimeTearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task Tokens_that_are_unknown_expired_or_revoked_are_refused(
        [Values("unknown", "expired", "revoked")] string kind, [Values("/obs_unit/", "/api/tokens/", "/api/audit")] string path)
    {
        using var client = site.Client().With(kind switch
        {
            "expired" => TestTokens.Expired,
            "revoked" => TestTokens.Revoked,
            _ => TestTokens.Unknown,
        });

        var (status, text) = await AttackedSite.SendAsync(client, HttpMethod.Get, path);

        Assert.That(status, Is.EqualTo(HttpStatusCode.Unauthorized), text);
    }
}
