using System.Net;

namespace Ghn.Tool.Pages;

// Lets the links of a page lead where those of its notebook do: to the pages of notebooks in its folder or in its run,
// and else to the file itself, which a reader who is handed the pages alone does not have.
internal sealed partial class PageLinks(string folder, string pages, IReadOnlySet<string> notebooks)
{
    private readonly SortedSet<string> _outside = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _pageless = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _missing = new(StringComparer.Ordinal);

    // Links to files that are not in the pages' folder, as the notebook names them.
    public IReadOnlyCollection<string> Outside => _outside;

    // Links to notebooks that have no page yet.
    public IReadOnlyCollection<string> Pageless => _pageless;

    public IReadOnlyCollection<string> Missing => _missing;

    public string Resolve(string html) =>
        Anchor()
            .Replace(
                html,
                tag =>
                    tag.Groups["link"] is { Success: true } link
                        ? $"{tag.Value[..(link.Index - tag.Index)]}\"{WebUtility.HtmlEncode(Resolved(link.Value))}\"{tag.Value[(link.Index - tag.Index + link.Length)..]}"
                        : tag.Value
            );

    private string Resolved(string quoted)
    {
        var link = WebUtility.HtmlDecode(quoted.Trim('"', '\''));
        var end = link.IndexOfAny(['#', '?']) is var at and >= 0 ? at : link.Length;
        var (name, rest) = (Uri.UnescapeDataString(link[..end]), link[end..]);
        if (name.Length == 0 || Absolute().IsMatch(name))
            return link;
        var path = Path.GetFullPath(name.Replace("\0", "", StringComparison.Ordinal), folder);
        if (Path.GetExtension(path) == ".ipynb" && (notebooks.Contains(path) || Path.GetDirectoryName(path) == folder))
        {
            var page = Path.GetFileNameWithoutExtension(path) + ".html";
            if (!notebooks.Contains(path) && !File.Exists(Path.Combine(pages, page)))
                _pageless.Add(link); // a later run may write it
            return Uri.EscapeDataString(page) + rest;
        }
        if (!Path.Exists(path))
        {
            if (name != "index.html" && !File.Exists(Path.Combine(pages, name)))
                _missing.Add(link);
            return link;
        }
        _outside.Add(link);
        var relative = Path.GetRelativePath(pages, path).Split(Path.DirectorySeparatorChar);
        return string.Join('/', relative.Select(Uri.EscapeDataString)) + rest;
    }

    [GeneratedRegex("^([a-z][a-z0-9+.-]*:|/)", RegexOptions.IgnoreCase)]
    private static partial Regex Absolute();

    // Scripts and comments may hold what looks like a tag.
    [GeneratedRegex(
        """<script\b.*?</script>|<!--.*?-->|<a\b(?:[^>"']|"[^"]*"|'[^']*')*?\shref\s*=\s*(?<link>"[^"]*"|'[^']*'|[^\s"'>]+)""",
        RegexOptions.IgnoreCase | RegexOptions.Singleline
    )]
    private static partial Regex Anchor();
}
