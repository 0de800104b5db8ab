using Ghn.Display;

namespace Ghn.Tool.Execution;

// Outputs as they are kept in a source notebook: cut, figures without their interactive part, so that diffs stay small,
// and pictures under a type of their own. A front end that does not trust a notebook takes the SVG out of HTML and
// leaves its words in one line; instead of a picture it shows the plain text.
internal static class StoredOutputs
{
    public static void Prepare(NotebookFile notebook)
    {
        notebook.Unmark();
        var written = notebook.Cells.Where(cell => cell.IsCode && cell.LeftOut is null).ToArray();
        foreach (var cell in written)
            cell.Outputs = OutputLimits.Cut(cell.Outputs);
        foreach (var output in written.SelectMany(cell => cell.Outputs).OfType<JsonObject>())
            if (output["data"] is JsonObject data && data["text/html"] is { } html)
                Prepare(data, PageAssets.StaticOnly(NotebookJson.Text(html)));
    }

    private static void Prepare(JsonObject data, string html)
    {
        data.Remove("text/html");
        if (data.ContainsKey("text/plain") && PageAssets.Picture(html) is { } svg)
            data["image/svg+xml"] = svg;
        else
            data["text/html"] = PageAssets.PicturesAsImages(html);
    }
}
