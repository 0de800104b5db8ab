using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ghn.Tool.Pages;

/// <summary>Puts the images of a page's HTML into the page, whatever wrote the HTML; remembers what is missing.</summary>
/// <param name="folder">The folder of the notebook, from which paths start.</param>
internal sealed partial class PageImages(string folder)
{
    private static readonly Dictionary<string, string> Types = "apng avif bmp gif jpeg png webp jpg:jpeg svg:svg+xml"
        .Split(' ')
        .Select(one => one.Split(':'))
        .ToDictionary(one => "." + one[0], one => one[^1], StringComparer.OrdinalIgnoreCase);

    private readonly SortedSet<string> _missing = new(StringComparer.Ordinal);

    /// <summary>The images that a page cannot show by itself, as the notebook names them.</summary>
    public IReadOnlyCollection<string> Missing => _missing;

    /// <param name="html">A part of the page.</param>
    /// <param name="attachments">The attachments of the cell that it comes from.</param>
    public string Embed(string html, JsonNode? attachments = null) =>
        Tag().Replace(html, tag => tag.Groups["source"].Success ? Embed(tag, attachments as JsonObject) : tag.Value);

    private string Embed(Match tag, JsonObject? attachments)
    {
        var source = tag.Groups["source"];
        var name = WebUtility.HtmlDecode(source.Value.Trim('"', '\''));
        if (name.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            return tag.Value;
        if (Data(name, attachments) is { } data)
            return $"{tag.Value[..(source.Index - tag.Index)]}\"{data}\"{tag.Value[(source.Index - tag.Index + source.Length)..]}";
        _missing.Add(name);
        if (Remote().IsMatch(name))
            return tag.Value;
        // A browser shows the alternative text in the image's place.
        var said = Alternative().Match(tag.Value).Groups["text"].Value.Trim('"', '\'');
        var text = WebUtility.HtmlEncode($"{WebUtility.HtmlDecode(said)} (missing: {name})".TrimStart());
        return Alternative().Replace(tag.Value, "").Insert("<img".Length, $" alt=\"{text}\"");
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
        return names.Select(File).FirstOrDefault(path => path is not null) is { } file
            ? $"data:image/{Types[Path.GetExtension(file)]};base64,{Convert.ToBase64String(System.IO.File.ReadAllBytes(file))}"
            : null;
    }

    private string? File(string name)
    {
        if (Uri.TryCreate(name, UriKind.Absolute, out var uri) && uri.IsFile)
            name = uri.LocalPath;
        var path = Path.GetFullPath(name.Replace("\0", "", StringComparison.Ordinal), folder);
        return Types.ContainsKey(Path.GetExtension(path)) && System.IO.File.Exists(path) ? path : null;
    }

    // Scripts and comments may hold what looks like a tag.
    [GeneratedRegex(
        """<script\b.*?</script>|<!--.*?-->|<img\b(?:[^>"']|"[^"]*"|'[^']*')*?\ssrc\s*=\s*(?<source>"[^"]*"|'[^']*'|[^\s"'>]+)(?:[^>"']|"[^"]*"|'[^']*')*>""",
        RegexOptions.IgnoreCase | RegexOptions.Singleline
    )]
    private static partial Regex Tag();

    [GeneratedRegex("""\salt\s*=\s*(?<text>"[^"]*"|'[^']*'|[^\s"'>]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Alternative();

    [GeneratedRegex("^(https?:)?//", RegexOptions.IgnoreCase)]
    private static partial Regex Remote();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
