using System.Collections;

namespace CcatOps.Infrastructure.Configuration.Files;

/// <summary>
/// Everything that settings are read from. Files are looked for in the working directory, then beside the binary.
/// <c>IsDevelopment</c> is the host's environment; it lifts the rules about secrets and durability.
/// </summary>
public sealed record ConfigurationSources(
    IReadOnlyDictionary<string, string> Environment, string WorkingDirectory, string BinaryDirectory, bool IsDevelopment)
{
    /// <summary>Whether databases may not have the password that the documentation prints: those of a service that is not being developed.</summary>
    public bool RefusesPrintedPasswords { get; init; }

    public static ConfigurationSources OfProcess(bool isDevelopment) =>
        new(
            System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? ""),
            Directory.GetCurrentDirectory(),
            AppContext.BaseDirectory,
            isDevelopment)
        {
            RefusesPrintedPasswords = !isDevelopment,
        };
}
