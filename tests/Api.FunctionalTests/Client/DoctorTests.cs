using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Client;

internal sealed class DoctorTests
{
    [Test]
    public async Task A_healthy_site_gets_a_finding_for_each_check()
    {
        await using var site = await Site.StartSecondaryAsync(await SharedStage.GetAsync(), ("SITE_NAME", "examined"));
        await site.WaitUntilReplicatedAsync();

        var run = await Ccatops.AskAsync(site, "doctor", "--output", "json");

        var findings = run.Json["items"]!.AsArray();
        Assert.That(findings.Select(each => each.Text("check")).Distinct(), Is.SupersetOf(new[] { "token", "main", "replica", "durability", "clocks", "disks" }), run.ToString());
        Assert.That(findings.Where(each => each.Text("severity") == "attention" && each.Text("remedy") == ""), Is.Empty, "each has its remedy");
    }

    [Test]
    public async Task A_replica_that_does_not_replay_is_found_with_its_remedy()
    {
        var stage = await SharedStage.GetAsync();
        await using var site = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "stuck"));
        await stage.Replica.PauseReplayAsync();
        try
        {
            var run = await Eventually.AssertAsync(
                () => Ccatops.AskAsync(site, "doctor", "--output", "csv"), run => run.Data.Contains("replay paused", StringComparison.Ordinal),
                TimeSpan.FromSeconds(30), "it should be found");

            Assert.That(run.Code, Is.EqualTo(8), run.ToString());
            Assert.That(run.Data, Does.Contain("replica,attention,The replica has its replay paused.,Run on the replica: select pg_wal_replay_resume()"));
        }
        finally
        {
            await stage.Replica.ResumeReplayAsync();
        }
    }

    [Test]
    public async Task Without_the_permission_to_look_it_is_exit_code_3()
    {
        await using var site = await Site.StartSecondaryAsync(await SharedStage.GetAsync(), ("SITE_NAME", "unseen"));

        var run = await Ccatops.RunAsync(new Dictionary<string, string> { ["CCATOPS_URL"] = site.Address }, null, "doctor");

        Assert.That(run.Code, Is.EqualTo(3), run.ToString());
    }
}
