using System.Text.RegularExpressions;

namespace CcatOps.Architecture.Tests;

/// <summary>
/// Values reach a database as parameters. What is put into the text of a statement comes from the program itself: names of
/// <c>Table</c>, other constant texts, and the numbers of parameters. A new kind of hole in a statement has to be looked at, and listed here.
/// </summary>
public sealed partial class SqlTests
{
    private static readonly string[] Folders = ["Postgres", "Sqlite", "Sql"];

    /// <summary>The allowed contents of a hole, by their first letters.</summary>
    private static readonly string[] Known =
    [
        "Select", "select", "conditions", "holder", "InForce", "SqliteBufferSchema.Sql", "SchemaVersion", "table.Name", "table.Quoted", "table.Key", "parent.Quoted", "parent.Key", "string.Join(",
        "Rows()", "Typed(", "TypeOf(", "Condition(", "Table.Quoted", "Table.Key", "time", "parameter", "Order", "query.Where", "query.Add(", "Place(", "name", "column", "number", "values.Count - 1", "sent.Length + ", "statement",
    ];

    private static IEnumerable<string> Files => Folders
        .Select(folder => Path.Combine(Repository.Root, "src", "Infrastructure", folder))
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories));

    [Test]
    public void Nothing_that_a_client_sends_is_put_into_the_text_of_a_statement()
    {
        var unknown = Files.SelectMany(file => HolesOfStatements(File.ReadAllText(file)).Select(hole => (File: Path.GetFileName(file), Hole: hole)))
            .Where(found => !Known.Any(known => found.Hole.StartsWith(known, StringComparison.Ordinal)));
        Assert.That(unknown, Is.Empty);
    }

    [Test]
    public void Statements_with_holes_are_found() =>
        Assert.That(Files.SelectMany(file => HolesOfStatements(File.ReadAllText(file))), Has.Member("table.Name").And.Some.StartWith("string.Join("));

    [TestCase("""database.Query($"select * from raw_data_file where name = '{filter.Name}'")""", "filter.Name")]
    [TestCase("""var sql = $"update {table.Name} set name = {request.Name}";""", "request.Name")]
    public void A_value_in_a_statement_is_found(string code, string hole) => Assert.That(HolesOfStatements(code), Has.Member(hole));

    /// <summary>Nothing is added to a statement behind its text either.</summary>
    [Test]
    public void No_statement_is_put_together_with_a_plus_or_a_format() =>
        Assert.That(Files.Where(file => Appended().IsMatch(File.ReadAllText(file))).Select(Path.GetFileName), Is.Empty);

    private static IEnumerable<string> HolesOfStatements(string code) => Interpolated().Matches(code)
        .Select(text => text.Value)
        .Where(text => Statement().IsMatch(text))
        .SelectMany(text => Hole().Matches(text).Select(hole => hole.Groups["hole"].Value));

    [GeneratedRegex("""\$"{3}.*?"{3}|\$"(?:[^"\\]|\\.)*"[^;\n]*""", RegexOptions.Singleline)]
    private static partial Regex Interpolated();

    [GeneratedRegex("""\b(?:select\s|insert\s+into|update\s+\S+\s+set|delete\s+from|order\s+by|where\s|unnest\()""", RegexOptions.IgnoreCase)]
    private static partial Regex Statement();

    [GeneratedRegex("""\{(?<hole>[A-Za-z][^{}"]*)""")]
    private static partial Regex Hole();

    [GeneratedRegex("""(?:string\.Format|AppendFormat)\(\s*"[^"]*\b(?:select|insert|update|delete)\b|\bwhere\b[^"\n]*"\s*\+(?!\s*\$?")""", RegexOptions.IgnoreCase)]
    private static partial Regex Appended();
}
