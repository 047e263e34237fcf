namespace CcatOps.Cli.Diagnosis;

/// <summary>The result of an examination.</summary>
/// <param name="Check">The subject of the examination.</param>
/// <param name="Severity"><c>ok</c>, <c>waiting</c> (weak, or passes by itself) or <c>attention</c> (a person has to act).</param>
/// <param name="Text">The finding.</param>
/// <param name="Remedy">The remedy; empty where there is nothing to do.</param>
internal sealed record Finding(string Check, string Severity, string Text, string Remedy = "")
{
    public const string Ok = "ok";
    public const string Waiting = "waiting";
    public const string Attention = "attention";

    public JsonObject ToJson() => new() { ["check"] = Check, ["severity"] = Severity, ["finding"] = Text, ["remedy"] = Remedy };
}
