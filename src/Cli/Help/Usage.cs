using System.CommandLine;

namespace CcatOps.Cli.Help;

/// <summary>How a command is written, in one line, and what is wrong with one.</summary>
internal static class Usage
{
    public static string Of(Command command)
    {
        var words = Path(command);
        if (command.Subcommands.Count > 0)
            return $"{words} {string.Join('|', command.Subcommands.Select(each => each.Name))} …";
        var parts = new[] { words }
            .Concat(command.Arguments.Select(argument => WordOf(argument)))
            .Concat(command.Options.Where(option => option.Required).Select(option => $"{option.Name} <{option.HelpName ?? option.Name.TrimStart('-')}>"))
            .Append("[options]");
        return string.Join(' ', parts);
    }

    public static string FaultOf(ParseResult result)
    {
        var command = result.CommandResult.Command;
        if (command.Subcommands.Count == 0)
            return result.Errors[0].Message;
        if (result.UnmatchedTokens.Count == 0)
            return $"{Path(command)} needs a command.";
        var word = result.UnmatchedTokens[0];
        var near = command.Subcommands.Select(each => each.Name).Where(name => IsNear(name, word)).ToArray();
        return $"{Path(command)} has no '{word}'." + (near.Length == 0 ? "" : $" Did you mean {string.Join(" or ", near)}?");
    }

    public static string Path(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent
        ? $"{Path(parent)} {command.Name}"
        : command.Name;

    private static string WordOf(Argument argument)
    {
        var word = argument.Arity.MaximumNumberOfValues > 1 ? $"<{argument.Name}>..." : $"<{argument.Name}>";
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{word}]" : word;
    }

    /// <summary>Whether one is the beginning of the other, or they differ by one slip of a finger.</summary>
    private static bool IsNear(string name, string word)
    {
        if (word.Length > 1 && (name.StartsWith(word, StringComparison.Ordinal) || word.StartsWith(name, StringComparison.Ordinal)))
            return true;
        var same = name.Zip(word).TakeWhile(pair => pair.First == pair.Second).Count();
        var (left, right) = (name[same..], word[same..]);
        return same > 0 && Math.Abs(left.Length - right.Length) <= 1
            && (EndOf(left, 1) == EndOf(right, 1) || EndOf(left, 0) == EndOf(right, 1) || EndOf(left, 1) == EndOf(right, 0)
                || (left.Length > 1 && right.Length > 1 && left[0] == right[1] && left[1] == right[0] && left[2..] == right[2..]));
    }

    private static string EndOf(string text, int from) => text.Length >= from ? text[from..] : "\0";
}
