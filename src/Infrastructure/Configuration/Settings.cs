using CcatOps.Domain.Sites;

namespace CcatOps.Infrastructure.Configuration;

/// <summary>
/// All settings, checked. <c>EnvironmentName</c> is the section of the TOML file that was laid over <c>[default]</c>
/// (<c>CCATOPS_ENV</c>). Printing it shows no secret.
/// </summary>
public sealed record Settings(SiteConfig Site, AuthenticationConfig Authentication, ShellConfig Shell, string EnvironmentName);

/// <summary>One setting as it holds now, for people: a secret's value is masked.</summary>
public sealed record EffectiveSetting(string Name, string Value, string Source);
