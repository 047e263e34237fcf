using System.CommandLine;

namespace CcatOps.Api.Commands;

/// <summary>The commands <c>serve</c>, <c>migrate</c>, <c>partition</c> and <c>config …</c>, which do what the options of the root do.</summary>
internal sealed class VerbCommandLine(CommandLine line)
{
    public IEnumerable<Command> Commands(Func<ParseResult, string[]> host)
    {
        var serve = new Command("serve", "Serve until told to stop; the default.");
        serve.SetAction(result => line.Serve(host(result)));

        var migrate = new Command("migrate", "Bring the main database to the schema that this version needs.");
        migrate.SetAction(result => line.Migrate(host(result)));

        var partition = new Command("partition", "Divide the main database's tables of markers and files by month, for good; see docs/explanation/scale.md.");
        partition.SetAction(result => line.Partition(host(result)));

        return [serve, migrate, partition, Config(host)];
    }

    private Command Config(Func<ParseResult, string[]> host)
    {
        var output = new Option<string>("--output") { Description = "text or json.", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong("text", "json");
        var show = new Command("show", "Print the settings in effect and where each comes from, secrets masked.") { output };
        show.SetAction(result => line.CheckConfig(host(result), result.GetValue(output) == "json"));

        var check = new Command("check", "Check the settings; exit with 78 when they have faults.");
        check.SetAction(result => line.VerifyConfig(host(result)));

        return new Command("config", "The settings of this site.") { check, show };
    }
}
