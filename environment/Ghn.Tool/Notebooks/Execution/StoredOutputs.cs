using System.Text.Json.Nodes;
using Ghn.Tool.Notebooks.Document;
using Ghn.Tool.Notebooks.Pages;

namespace Ghn.Tool.Notebooks.Execution;

/// <summary>Outputs as they are kept in a source notebook: cut, and figures without their interactive part, so that diffs stay small.</summary>
internal static class StoredOutputs
{
    public static void Prepare(NotebookFile notebook)
    {
        foreach (var cell in notebook.Cells.Where(cell => cell.IsCode))
            cell.Outputs = OutputLimits.Cut(cell.Outputs);
        foreach (var output in notebook.Cells.SelectMany(cell => cell.Outputs).OfType<JsonObject>())
            if (output["data"] is JsonObject data && data["text/html"] is { } html)
                data["text/html"] = FigureAssets.StaticOnly(NotebookJson.Text(html));
    }
}
