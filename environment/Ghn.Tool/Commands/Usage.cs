using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Ghn.Tool.Commands;

// The verbs, and one sentence for a command line that none of them understands.
internal static class Usage
{
    // A RootCommand would have the name of the assembly.
    private static readonly Command Root = new(
        "ghn",
        "Graph HyperNetworks in C#: notebooks without an editor, and the checks around them."
    )
    {
        new HelpOption(),
        new VersionOption(),
        RunCommand.Create(),
        TrainCommand.Create(),
        ExperimentCommand.Create(),
        LedgerCommand.Create(),
        ReportCommand.Create(),
        CheckCommand.Create(),
        DataCommand.Create(),
        BenchCommand.Create(),
        KernelCommand.Create(),
    };

    // A word that begins with @ is a word here, not the name of a file with arguments.
    public static ParseResult Parse(string[] args) =>
        Root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });

    // What is wrong, with the right form; null if nothing is. The parser's own texts name types of .NET.
    public static string? Fault(ParseResult parsed)
    {
        if (parsed.Action is not ParseErrorAction && parsed.Action != parsed.CommandResult.Command.Action)
            return null; // --help and --version
        var (command, name) = (parsed.CommandResult.Command, Name(parsed.CommandResult));
        var help = $"({name} --help)";
        if (LooseWords(parsed).FirstOrDefault(IsOption) is { } option)
        {
            var options = command.Options.Where(one => !one.Hidden).Select(one => one.Name).ToArray();
            if (File.Exists(option))
                return $"There is no option '{option}' in '{name}'; for a file with that name, write './{option}'.";
            var all = options.Length == 0 ? $" {help}." : $"; its options are {string.Join(", ", options)}.";
            return $"There is no option '{option}' in '{name}'{Nearest.Hint(option, options, all)}";
        }
        if (command.Subcommands.Count > 0 && parsed.Errors.Count > 0)
        {
            var verbs = command.Subcommands.Select(one => one.Name).ToArray();
            var all = $"{string.Join(", ", verbs)} {help}.";
            return parsed.UnmatchedTokens is [var verb, ..]
                ? $"There is no command '{verb}' in '{name}'{Nearest.Hint(verb, verbs, $": choose from {all}")}"
                : $"'{name}' needs a command: {all}";
        }
        if (parsed.UnmatchedTokens is [var extra, ..])
            return $"'{name}' does not accept the argument '{extra}' {help}.";
        return parsed.CommandResult.Children.Select(one => Fault(one, help)).FirstOrDefault(one => one is not null)
            ?? Missing(parsed, name, help)
            ?? (parsed.Errors is [var error, ..] ? error.Message.ReplaceLineEndings(" ") : null);
    }

    private static string Name(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Name(parent)} {result.Command.Name}" : "ghn";

    private static bool IsOption(string word) => word.Length > 1 && word[0] == '-' && !double.TryParse(word, out _);

    // An argument takes whatever stands there, also a misspelt option; behind -- it is meant so.
    private static IEnumerable<string> LooseWords(ParseResult parsed) =>
        parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash)
            ? []
            : parsed
                .CommandResult.Children.OfType<ArgumentResult>()
                .SelectMany(one => one.Tokens)
                .Select(token => token.Value)
                .Concat(parsed.UnmatchedTokens);

    private static string? Missing(ParseResult parsed, string name, string help)
    {
        var command = parsed.CommandResult.Command;
        var lacks = command
            .Arguments.Where(one => one.Arity.MinimumNumberOfValues > Count(parsed.GetResult(one)))
            .Select(one => $"<{one.Name}>")
            .Concat(
                command.Options.Where(one => one.Required && Count(parsed.GetResult(one)) == 0).Select(one => one.Name)
            );
        return lacks.FirstOrDefault() is { } first ? $"'{name}' needs {first} {help}." : null;
    }

    private static int Count(SymbolResult? result) => result?.Tokens.Count ?? 0;

    private static string? Fault(SymbolResult result, string help)
    {
        var (name, type, arity) = result switch
        {
            OptionResult { Implicit: false } one => (one.Option.Name, one.Option.ValueType, one.Option.Arity),
            ArgumentResult one => ($"<{one.Argument.Name}>", one.Argument.ValueType, one.Argument.Arity),
            _ => ("", typeof(object), ArgumentArity.ZeroOrMore),
        };
        var words = result.Tokens.Select(token => token.Value).ToArray();
        if (result is OptionResult && words.Length < arity.MinimumNumberOfValues)
            return $"{name} needs a value {help}.";
        if (words.Length > arity.MaximumNumberOfValues)
            return $"{name} accepts one value, not {words.Length}: {string.Join(", ", words)}.";
        if (words.Any(string.IsNullOrWhiteSpace))
            return $"{name} has an empty value {help}.";
        if (
            type != typeof(string[])
            && words.FirstOrDefault(word => word.StartsWith("--", StringComparison.Ordinal)) is { } next
        )
            return $"{name} needs a value, and '{next}' looks like an option {help}.";
        return Kind(type) is var (kind, fits) && words.FirstOrDefault(word => !fits(word)) is { } wrong
            ? $"{name} must be {kind}, not '{wrong}'."
            : null;
    }

    private static (string Kind, Func<string, bool> Fits)? Kind(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) switch
        {
            var one when one == typeof(int) => (
                $"a whole number up to {int.MaxValue}",
                word => int.TryParse(word, out _)
            ),
            var one when one == typeof(long) => ("a whole number", word => long.TryParse(word, out _)),
            var one when one == typeof(double) => ("a number", word => double.TryParse(word, out _)),
            _ => null,
        };
}
