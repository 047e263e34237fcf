using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>In what the server says about a part of a table, the table itself.</summary>
internal static partial class PartNames
{
    /// <summary><c>applied_transaction_2026_12_pkey</c> is <c>applied_transaction_pkey</c>; other names stay as they are.</summary>
    [return: NotNullIfNotNull(nameof(name))]
    public static string? WithoutPart(string? name) => name is null ? null : Part().Replace(name, "$1");

    [GeneratedRegex("^(applied_transaction|raw_data_file)_(?:before|other|[0-9]{4}_[0-9]{2})(?=_|$)")]
    private static partial Regex Part();
}
