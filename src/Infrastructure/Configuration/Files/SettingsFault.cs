namespace CcatOps.Infrastructure.Configuration.Files;

/// <summary>One thing that is wrong with the settings. <c>Value</c> is masked for a secret, null where there is none to show.</summary>
public sealed record SettingsFault(string Setting, string? Value, string Source, string Problem, string Remedy)
{
    public override string ToString() =>
        $"{Setting}{(Value is null ? "" : $" = {Value}")} ({Source}): {Problem}. {Remedy}{(Remedy.EndsWith('?') ? "" : ".")}";
}
