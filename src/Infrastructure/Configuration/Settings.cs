using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Configuration.Files;

namespace CcatOps.Infrastructure.Configuration;

/// <summary>
/// All settings, checked. <c>EnvironmentName</c> is the section of the TOML file that was laid over <c>[default]</c>
/// (<c>CCATOPS_ENV</c>). Printing it shows no secret.
/// </summary>
public sealed record Settings(SiteConfig Site, AuthenticationConfig Authentication, ShellConfig Shell, string EnvironmentName)
{
    /// <summary>All settings for people.</summary>
    public IReadOnlyList<EffectiveSetting> Effective { get; init; } = [];
}

/// <summary>One setting as it holds now, for people: a secret's value is masked.</summary>
public sealed record EffectiveSetting(string Name, string Value, string Source)
{
    /// <summary><c>environment</c>, <c>.env</c>, <c>file</c> or <c>default</c>.</summary>
    public string Origin => Source switch
    {
        SourceLayer.DefaultSource => "default",
        SourceLayer.EnvironmentSource => "environment",
        _ when !Source.StartsWith("file ", StringComparison.Ordinal) && Source.Contains($"{DotEnvFile.FileName} ", StringComparison.Ordinal) =>
            DotEnvFile.FileName,
        _ => "file",
    };
}
