using CcatOps.Cli.Connections;
using CcatOps.Cli.Output;

namespace CcatOps.Cli;

/// <summary>One run of a command: the service that it asks, and where it prints.</summary>
internal sealed record Session(ApiClient Api, Terminal Terminal, OutputFormat Format)
{
    /// <summary>Prints the answer of the service as it came, or what people and spreadsheets read of it.</summary>
    public void Print(JsonNode answer, Func<Listing> listing)
    {
        if (Format == OutputFormat.Json)
            Terminal.Data(answer.ToIndented());
        else
            Terminal.Print(listing(), Format);
    }

    /// <summary>The same for one record: in a table it is printed as lines.</summary>
    public void Print(JsonNode answer, Func<Listing> listing, Func<IEnumerable<string>> lines)
    {
        if (Format != OutputFormat.Table)
            Print(answer, listing);
        else
            Terminal.Data(string.Join('\n', lines()));
    }
}
