using System.Reflection;

namespace Ghn.Kernel.Jupyter;

// The contents of answers that depend on nothing but their arguments.
internal static class KernelReplies
{
    public static JsonObject Info() =>
        JsonNode
            .Parse(
                $$"""
                {
                  "status": "ok",
                  "protocol_version": "5.3",
                  "implementation": "ghn",
                  "implementation_version": "{{Assembly.GetExecutingAssembly().GetName().Version!.ToString(3)}}",
                  "language_info": {
                    "name": "C#", "version": "13.0", "mimetype": "text/x-csharp", "file_extension": ".cs",
                    "pygments_lexer": "csharp", "codemirror_mode": "text/x-csharp"
                  },
                  "banner": "C# notebooks of GhnNotebooks (ghn kernel)",
                  "help_links": []
                }
                """
            )!
            .AsObject();

    public static JsonObject Executed(int count, JsonObject expressions) =>
        new()
        {
            ["status"] = "ok",
            ["execution_count"] = count,
            ["payload"] = new JsonArray(),
            ["user_expressions"] = expressions,
        };

    public static JsonObject Aborted(int count) => new() { ["status"] = "aborted", ["execution_count"] = count };

    public static JsonObject Failed(CellError error)
    {
        var reply = error.ToJson();
        reply["status"] = "error";
        return reply;
    }

    public static JsonObject Refused(string why) => Failed(new CellError("BadRequest", why, null, [why]));
}

// The cells that this kernel has run; earlier sessions are not kept.
internal sealed class CellHistory
{
    private const int Session = 1;
    private readonly List<(int Number, string Source, string? Result)> _cells = [];

    public void Add(int number, string source, string? result) => _cells.Add((number, source, result));

    // The answer to a `history_request`: tail and range; anything else finds nothing.
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
