using System.Text.Json.Nodes;

namespace Ghn.Kernel.Jupyter;

/// <summary>The cells that this kernel has run; earlier sessions are not kept.</summary>
internal sealed class CellHistory
{
    private const int Session = 1;
    private readonly List<(int Number, string Source, string? Result)> _cells = [];

    public void Add(int number, string source, string? result) => _cells.Add((number, source, result));

    /// <summary>The answer to a <c>history_request</c>: tail and range; anything else finds nothing.</summary>
    public JsonArray Find(JupyterMessage request)
    {
        var found = request.Text("hist_access_type") switch
        {
            "tail" => _cells.TakeLast(Math.Max(0, request.Number("n", int.MaxValue))),
            "range" when request.Number("session", 0) is 0 or Session => _cells.Where(cell =>
                cell.Number >= request.Number("start", 0) && cell.Number < request.Number("stop", int.MaxValue)
            ),
            _ => [],
        };
        var withResults = request.Flag("output", false);
        return
        [
            .. found.Select(cell => (JsonNode)new JsonArray(Session, cell.Number, Entry(cell.Source, cell.Result))),
        ];

        JsonNode Entry(string source, string? result) => withResults ? new JsonArray(source, result) : source;
    }
}
