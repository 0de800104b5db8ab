namespace Ghn.Tool.Commands;

// The option that names a data set: one of the known ones, or a folder of one's own images.
internal static class DataArgument
{
    public static Option<string?> Create(string description) =>
        RunCommand.Choice("--data", description, () => [.. DataSource.Names], DataOptions.FolderPrefix);

    public static string? NameIn(ParseResult parsed, Option<string?> option) => Absolute(parsed.GetValue(option));

    // The same name with the whole path of a folder: notebooks and cluster tasks run in other folders.
    public static string? Absolute(string? name) =>
        name?.StartsWith(DataOptions.FolderPrefix, StringComparison.Ordinal) == true
        && name.Length > DataOptions.FolderPrefix.Length
            ? DataOptions.FolderPrefix + Path.GetFullPath(name[DataOptions.FolderPrefix.Length..])
            : name;
}
