using System.CommandLine.Completions;
using Ghn.Data;

namespace Ghn.Tool.Commands;

// The option that names a data set: one of the known ones, or a folder of one's own images.
internal static class DataArgument
{
    public static Option<string?> Create(string description)
    {
        var option = new Option<string?>("--data") { Description = description };
        // Asked for only when a reader completes a word: to touch the library is to load libtorch, for every command.
        option.CompletionSources.Add(_ =>
            DataSource.Names.Append(DataOptions.FolderPrefix).Select(name => new CompletionItem(name))
        );
        option.Validators.Add(result =>
        {
            var given = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (
                !DataSource.Names.Contains(given)
                && !given.StartsWith(DataOptions.FolderPrefix, StringComparison.Ordinal)
            )
                result.AddError(
                    $"--data is one of {string.Join(", ", DataSource.Names)}, or {DataOptions.FolderPrefix}PATH, not '{given}'."
                );
        });
        return option;
    }

    public static string? NameIn(ParseResult parsed, Option<string?> option) => Absolute(parsed.GetValue(option));

    // The same name with the whole path of a folder: notebooks and cluster tasks run in other folders.
    public static string? Absolute(string? name) =>
        name?.StartsWith(DataOptions.FolderPrefix, StringComparison.Ordinal) == true
        && name.Length > DataOptions.FolderPrefix.Length
            ? DataOptions.FolderPrefix + Path.GetFullPath(name[DataOptions.FolderPrefix.Length..])
            : name;
}
