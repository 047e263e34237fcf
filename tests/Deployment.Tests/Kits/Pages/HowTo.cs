using System.Text.RegularExpressions;

namespace CcatOps.Deployment.Tests.Kits.Pages;

/// <summary>The commands of a page in docs/how-to.</summary>
internal static partial class HowTo
{
    /// <summary>The blocks of a section that a reader types (<c>sh</c>), in order; <c>bash</c> marks those in which a reader puts values.</summary>
    public static string[] Blocks(string page, string section) =>
        [.. Block().Matches(Section(page, section)).Select(match => match.Groups["indent"].Value is { Length: > 0 } indent
            ? match.Groups["text"].Value.Replace($"\n{indent}", "\n", StringComparison.Ordinal).TrimStart()
            : match.Groups["text"].Value)];

    public static IReadOnlyList<string> Sections(string page) => [.. Heading().Matches(Read(page)).Select(match => match.Groups[1].Value)];

    /// <summary>The fragment that leads to a section, as GitHub makes it.</summary>
    public static string Anchor(string section) =>
        NoLetter().Replace(section, "").Replace(' ', '-').ToLowerInvariant();

    private static string Section(string page, string section)
    {
        var text = Read(page);
        Assert.That(text, Does.Contain($"\n## {section}\n"));
        return text.Split($"\n## {section}\n")[1].Split("\n## ")[0];
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(Shell.Repository, "docs", "how-to", page));

    [GeneratedRegex(@"^(?<indent> *)```sh\n(?<text>.*?)^\k<indent>```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w -]")]
    private static partial Regex NoLetter();
}
