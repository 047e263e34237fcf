using System.CommandLine;

namespace CcatOps.TwoSite.Commands;

/// <summary><c>--output text|json</c>.</summary>
internal sealed class OutputOption : Option<string>
{
    public OutputOption()
        : base("--output")
    {
        Description = "text, or json for one object on standard output.";
        DefaultValueFactory = _ => "text";
        AcceptOnlyFromAmong("text", "json");
    }
}
