namespace Ghn.Tool.Reports;

// What stands in a Markdown file between `<!-- begin: name -->` and `<!-- end -->`, two comments that no reader sees.
internal static partial class GeneratedParts
{
    // The text with the content of each part; a name that is none, or a part without an end, is named.
    public static string Write(string text, Func<string, string> content)
    {
        var begun = Regex.Count(text, "<!-- begin:");
        if (Part().Count(text) is var ended && ended < begun)
            throw new GhnException($"{begun - ended} of {begun} parts have no <!-- end -->.");
        return Part().Replace(text, part => $"{part.Groups["begin"]}{content(part.Groups["name"].Value)}<!-- end -->");
    }

    public static IEnumerable<string> Names(string text) => Part().Matches(text).Select(m => m.Groups["name"].Value);

    [GeneratedRegex("(?<begin><!-- begin: (?<name>\\S+) -->)((?!<!-- begin:).)*?<!-- end -->", RegexOptions.Singleline)]
    private static partial Regex Part();
}
