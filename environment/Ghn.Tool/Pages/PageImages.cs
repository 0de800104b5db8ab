using System.Net;

namespace Ghn.Tool.Pages;

// Puts the images of a page's HTML into the page, whatever wrote the HTML; remembers what stays outside: what is
// missing, what lies on another machine, and videos.
internal sealed partial class PageImages(string folder)
{
    private static readonly Dictionary<string, string> Types = "apng avif bmp gif jpeg png webp jpg:jpeg svg:svg+xml"
        .Split(' ')
        .Select(one => one.Split(':'))
        .ToDictionary(one => "." + one[0], one => one[^1], StringComparer.OrdinalIgnoreCase);

    private readonly SortedSet<string> _missing = new(StringComparer.Ordinal);

    // What the page cannot show by itself, as the notebook names it.
    public IReadOnlyCollection<string> Missing => _missing;

    public string Embed(string html, JsonNode? attachments = null)
    {
        var files = attachments as JsonObject;
        return Part()
            .Replace(
                html,
                part =>
                    part.Groups["style"].Success ? Css(part.Value, files)
                    : part.Groups["tag"].Success ? Tag(part.Value, part.Groups["tag"].Value.ToLowerInvariant(), files)
                    : part.Value
            );
    }

    private string Tag(string tag, string name, JsonObject? attachments)
    {
        string? missing = null;
        var embedded = Attribute().Replace(tag, one => Value(one));
        if (name != "img" || missing is null || Remote().IsMatch(missing))
            return embedded;
        // A browser shows the alternative text in the image's place.
        var said = Alternative().Match(embedded).Groups["text"].Value.Trim('"', '\'');
        var text = WebUtility.HtmlEncode($"{WebUtility.HtmlDecode(said)} (missing: {missing})".TrimStart());
        return Alternative().Replace(embedded, "").Insert("<img".Length, $" alt=\"{text}\"");

        string Value(Match attribute)
        {
            var value = WebUtility.HtmlDecode(attribute.Groups["value"].Value.Trim('"', '\''));
            switch (attribute.Groups["name"].Value.ToLowerInvariant(), name)
            {
                case ("src", _):
                    var data = Inside(value, attachments);
                    missing = data is null ? value : null;
                    return With(data);
                case ("poster", _) or ("data", "object") or ("href" or "xlink:href", "image" or "feimage"):
                    return With(Inside(value, attachments));
                case ("style", _):
                    return Css(value, attachments) is var css && css != value ? With(css) : attribute.Value;
                case ("srcset", _): // without what is missing: a browser would choose it
                    var inside = Candidate()
                        .Matches(value)
                        .Select(one =>
                            (Url: Inside(one.Groups["url"].Value, attachments), Size: one.Groups["size"].Value)
                        )
                        .Where(one => one.Url is not null)
                        .Select(one => one.Url + one.Size)
                        .ToArray();
                    return inside.Length > 0 ? With(string.Join(", ", inside)) : "";
                default:
                    return attribute.Value;
            }

            string With(string? found) =>
                found is null || found == value
                    ? attribute.Value
                    : $"{attribute.Groups["name"]}=\"{WebUtility.HtmlEncode(found)}\"";
        }
    }

    private string Css(string css, JsonObject? attachments) =>
        CssUrl()
            .Replace(
                css,
                url =>
                    Inside(url.Groups["url"].Value.Trim('"', '\''), attachments) is { } data
                    && data != url.Groups["url"].Value.Trim('"', '\'')
                        ? $"url('{data}')"
                        : url.Value
            );

    // What to write for a name so that nothing is outside the page; null for what stays there.
    private string? Inside(string name, JsonObject? attachments)
    {
        if (name.Length == 0 || Within().IsMatch(name))
            return name;
        var data = Data(name, attachments);
        if (data is null)
            _missing.Add(name);
        return data;
    }

    private string? Data(string name, JsonObject? attachments)
    {
        const string attachment = "attachment:";
        if (name.StartsWith(attachment, StringComparison.OrdinalIgnoreCase))
        {
            var key = name[attachment.Length..];
            var forms = (attachments?[key] ?? attachments?[Uri.UnescapeDataString(key)]) as JsonObject;
            return
                forms?.FirstOrDefault(form => form.Key.StartsWith("image/", StringComparison.Ordinal))
                    is { Key: { } type, Value: { } content }
                ? $"data:{type};base64,{WhiteSpace().Replace(NotebookJson.Text(content), "")}"
                : null;
        }
        // A name on disk may hold what looks like an escape or a query.
        string[] names = [name, Uri.UnescapeDataString(name), Uri.UnescapeDataString(name.Split('?', '#')[0])];
        return names.Select(OfFile).FirstOrDefault(data => data is not null);
    }

    private string? OfFile(string name)
    {
        if (Uri.TryCreate(name, UriKind.Absolute, out var uri) && uri.IsFile)
            name = uri.LocalPath;
        var path = Path.GetFullPath(name.Replace("\0", "", StringComparison.Ordinal), folder);
        if (!Types.TryGetValue(Path.GetExtension(path), out var type) || !File.Exists(path))
            return null;
        if (FileFacts.Of(path) is { IsFile: false })
            return null;
        try
        {
            return $"data:image/{type};base64,{Convert.ToBase64String(File.ReadAllBytes(path))}";
        }
        catch (Exception e) when (TextFile.IsRefusal(e)) // there is none, or it is not to be read
        {
            return null;
        }
    }

    // Scripts and comments may hold what looks like a tag. Nothing here looks further than the next tag for an end that
    // may not come: a long page takes no longer a tag than a short one.
    [GeneratedRegex(
        """<script\b.*?(?:</script>|\z)|<!--.*?(?:-->|\z)|(?<style><style\b.*?(?:</style>|\z))|<(?<tag>[a-z][\w:-]*)(?>(?:[^<>"']+|"[^"]*"|'[^']*')*)>""",
        RegexOptions.IgnoreCase | RegexOptions.Singleline
    )]
    private static partial Regex Part();

    [GeneratedRegex("""(?<=\s)(?>(?<name>[^\s"'<>/=]+))\s*=\s*(?<value>"[^"]*"|'[^']*'|[^\s"'>]+)""")]
    private static partial Regex Attribute();

    [GeneratedRegex("""\salt\s*=\s*(?<text>"[^"]*"|'[^']*'|[^\s"'>]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Alternative();

    [GeneratedRegex("""(?<url>[^\s,]\S*[^\s,])(?<size>(?:\s+[^\s,]+)?)""")]
    private static partial Regex Candidate();

    [GeneratedRegex("""\burl\(\s*(?<url>"[^"]*"|'[^']*'|[^\s"'()]+)\s*\)""", RegexOptions.IgnoreCase)]
    private static partial Regex CssUrl();

    [GeneratedRegex("^(#|data:|blob:|about:)", RegexOptions.IgnoreCase)]
    private static partial Regex Within();

    [GeneratedRegex("^(https?:)?//", RegexOptions.IgnoreCase)]
    private static partial Regex Remote();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
