using System.CommandLine;
using System.Text;

namespace CcatOps.Cli.Help;

/// <summary>The completion of all commands and options as a table in the language of the shell.</summary>
internal static class CompletionScript
{
    public static string Of(Command root, bool isForZsh)
    {
        var cases = new StringBuilder();
        Add(cases, "", root, []);
        var script =
            $$"""
            # Completion for {{root.Name}}: source <({{root.Name}} completion {{(isForZsh ? "zsh" : "bash")}})
            _{{root.Name}}() {
              local word path='' words
              local i
              for ((i = 1; i < COMP_CWORD; i++)); do
                word=${COMP_WORDS[i]}
                [[ $word == [a-z]* ]] && [[ " $(_{{root.Name}}_words "$path") " == *" $word "* ]] && path="${path:+$path }$word"
              done
              words=$(_{{root.Name}}_words "$path")
              COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            _{{root.Name}}_words() {
              case $1 in
            {{cases.ToString().TrimEnd()}}
              esac
            }
            complete -o default -F _{{root.Name}} {{root.Name}}
            """;
        return isForZsh ? $"autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n{script}" : script;
    }

    private static void Add(StringBuilder cases, string path, Command command, IReadOnlyList<Option> inherited)
    {
        Option[] options = [.. command.Options.Where(option => !option.Recursive), .. inherited, .. command.Options.Where(option => option.Recursive)];
        var words = command.Subcommands.Select(each => each.Name).Concat(options.Select(option => option.Name).Distinct());
        cases.Append("    '").Append(path).Append("') echo '").AppendJoin(' ', words).Append("' ;;\n");
        foreach (var each in command.Subcommands)
            Add(cases, path.Length == 0 ? each.Name : $"{path} {each.Name}", each, [.. options.Where(option => option.Recursive)]);
    }
}
