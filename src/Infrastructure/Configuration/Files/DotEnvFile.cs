using System.Text.RegularExpressions;
using CcatOps.Infrastructure.Configuration.Table;
using DotNetEnv;
using Sprache;

namespace CcatOps.Infrastructure.Configuration.Files;

/// <summary>
/// Reads `.env` one statement at a time, so that each value has a line and a broken line does not hide the others.
/// No message quotes a line: it may hold a secret. A line of another program's variable is not ours to judge, unless its name looks like a setting.
/// </summary>
internal static partial class DotEnvFile
{
    public const string FileName = ".env";

    // DotNetEnv replaces $NAME by process variables, which would silently change a password that contains a dollar
    // sign. This noncharacter of Unicode replaces it meanwhile.
    private const char dollar = '\uFDD0';

    public static SourceLayer Read(ConfigurationSources sources) => SettingsFile.Read(sources, FileName, Parse) ?? SourceLayer.Empty;

    public static SourceLayer Parse(string path, string text)
    {
        var values = new Dictionary<string, GivenValue>();
        var faults = new List<SettingsFault>();
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var next = 0; next < lines.Length;)
        {
            var source = $"{path} line {next + 1}";
            var (length, assignments) = ReadStatement(lines.AsSpan(next));
            var name = NamePattern().Match(lines[next]) is { Success: true } match ? match.Groups["name"].Value : null;
            var isOurs = SettingTable.WithFiles.Any(setting => setting.Name == name);
            if (name is not null && UnknownNames.IsSuspect(name))
                faults.Add(UnknownNames.Fault(name, source));
            else if (length == 0 && (isOurs || name is null))
                faults.Add(Broken(name ?? FileName, source));
            else if (isOurs && ExpansionPattern().IsMatch(lines[next]))
                faults.Add(Expansion(name!, source));
            else
                foreach (var (key, value) in assignments)
                    values[key] = new GivenValue(value, source);
            next += Math.Max(length, 1);
        }

        return new SourceLayer(values, faults) { IsComplete = faults.TrueForAll(fault => fault.Setting != FileName) };
    }

    /// <summary>A statement is one line, or more while a quote is open. Length 0: not a statement.</summary>
    private static (int Length, IReadOnlyList<KeyValuePair<string, string>> Assignments) ReadStatement(ReadOnlySpan<string> lines)
    {
        var most = OpenQuotePattern().IsMatch(lines[0]) ? lines.Length : 1;
        for (var length = 1; length <= most; length++)
        {
            if (TryParse(string.Join('\n', lines[..length]!)) is { } assignments)
                return (length, assignments);
        }

        return (0, []);
    }

    private static List<KeyValuePair<string, string>>? TryParse(string statement)
    {
        try
        {
            var unescaped = DoubleQuotePattern().IsMatch(statement) ? statement.Replace("\\$", "$", StringComparison.Ordinal) : statement;
            return Env.LoadContents(unescaped.Replace('$', dollar), Env.NoEnvVars())
                .Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Replace(dollar, '$')))
                .ToList();
        }
        catch (ParseException)
        {
            return null;
        }
    }

    private static SettingsFault Broken(string name, string source) =>
        new(name, null, source, "this line cannot be read",
            "Write NAME=value; a value that holds quotes or begins with one goes into single quotes");

    private static SettingsFault Expansion(string name, string source) =>
        new(name, null, source, "$(command) and ${NAME} are not expanded in this file",
            "Write the value itself, or set the environment variable; single quotes keep the text as it is");

    [GeneratedRegex("""^\s*(?:export\s+)?(?<name>[A-Za-z_][\w.-]*)\s*=""")]
    private static partial Regex NamePattern();

    [GeneratedRegex("""^[^=]*=\s*["']""")]
    private static partial Regex OpenQuotePattern();

    [GeneratedRegex("""^[^=]*=\s*["]""")]
    private static partial Regex DoubleQuotePattern();

    [GeneratedRegex("""^[^=]*=\s*(?:"?\$\(|[^'\s#][^#]*\$\{|\$\{)""")]
    private static partial Regex ExpansionPattern();
}
