using System.CommandLine;
using CcatOps.Cli.Output;

namespace CcatOps.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<string[]> Several(string name, string about, string? helpName = null) => new(name)
    {
        Description = $"{about} Repeat it for several.",
        HelpName = helpName ?? name.TrimStart('-'),
    };

    public static Option<int> Limit() => new("--limit")
    {
        Description = "Most rows; more are announced on standard error.",
        DefaultValueFactory = _ => 50,
        Validators = { result => Require(result, result.GetValueOrDefault<int>() is >= 1 and <= 1_000_000, "a number from 1 to 1000000") },
    };

    public static Option<string?> Moment(string name, string about)
    {
        var option = new Option<string?>(name) { Description = $"{about}: {Moments.ExpectedTime}.", HelpName = "time" };
        option.Validators.Add(result => Require(
            result, Moments.TryTime(result.GetValueOrDefault<string?>() ?? "", DateTimeOffset.UnixEpoch, out _), Moments.ExpectedTime));
        return option;
    }

    public static Option<string> Reason(string about) => new("--reason") { Description = about, HelpName = "text", Required = true };

    public static Option<bool> Yes() => new("--yes", "-y") { Description = "Do it without a question." };

    public static void Require(System.CommandLine.Parsing.OptionResult result, bool isFulfilled, string expected)
    {
        if (!isFulfilled)
            result.AddError($"{result.Option.Name} must be {expected}.");
    }

    /// <summary>The value of a <see cref="Moment"/> as the service takes it; null when it is not given.</summary>
    public static string? Iso(this ParseResult result, Option<string?> option) =>
        result.GetValue(option) is { } text && Moments.TryTime(text, TimeProvider.System.GetUtcNow(), out var time) ? Moments.Iso(time) : null;
}
