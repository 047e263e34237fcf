namespace CcatOps.Api.Answers;

/// <param name="Items">The settings, in the order of the reference page.</param>
internal sealed record SettingList(IReadOnlyList<SettingView> Items);

/// <param name="Name">The name of the environment variable.</param>
/// <param name="Value">The value in effect; masked for a secret.</param>
/// <param name="Origin"><c>environment</c>, <c>.env</c>, <c>file</c> or <c>default</c>.</param>
/// <param name="Source">The origin in words, with file and line.</param>
internal sealed record SettingView(string Name, string Value, string Origin, string Source);
