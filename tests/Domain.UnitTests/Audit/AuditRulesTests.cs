using CcatOps.Domain.Audit;

namespace CcatOps.Domain.UnitTests.Audit;

public sealed class AuditRulesTests
{
    [TestCase(AuditAction.Retry, true)]
    [TestCase(AuditAction.Edit, true)]
    [TestCase(AuditAction.Discard, true)]
    [TestCase(AuditAction.Pause, true)]
    [TestCase(AuditAction.Resume, true)]
    [TestCase(AuditAction.Reconcile, true)]
    [TestCase(AuditAction.Create, false)]
    [TestCase(AuditAction.Rotate, false)]
    [TestCase(AuditAction.Revoke, false)]
    [TestCase(AuditAction.Emergency, false)]
    [TestCase(AuditAction.Role, false)]
    public void Only_decisions_about_buffers_may_be_deleted(AuditAction action, bool mayBeDeleted)
    {
        Assert.That(AuditRules.MayBeDeleted(action), Is.EqualTo(mayBeDeleted));
        Assert.That(AuditRules.AboutBuffers.Contains(action.ToString().ToLowerInvariant()), Is.EqualTo(mayBeDeleted));
    }
}
