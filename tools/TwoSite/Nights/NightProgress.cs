using CcatOps.TwoSite.Control;

namespace CcatOps.TwoSite.Nights;

internal sealed record NightProgress(int Recorded, int Of, StageStatus Stage)
{
    public override string ToString() =>
        $"link {(Stage.LinkUp ? "up" : "down")}, {Stage.Buffer?.Depth ?? 0} buffered, {Stage.Buffer?.Unconfirmed ?? 0} unconfirmed";
}
