using CcatOps.Infrastructure.Configuration;

namespace CcatOps.Api.Endpoints;

/// <summary>The settings of this process, secrets masked.</summary>
internal sealed record SettingsInEffect(IReadOnlyList<EffectiveSetting> All);
