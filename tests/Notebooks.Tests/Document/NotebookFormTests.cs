using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Nodes;
using Ghn.Kernel.Document;
using Ghn.Kernel.Engine;
using Ghn.Tool.Execution;
using Notebooks.Tests.EndToEnd;
using Notebooks.Tests.Jupyter;

namespace Notebooks.Tests.Document;

/// <summary>Whatever a notebook's file holds: it is refused in one sentence, or what is saved is a valid notebook.</summary>
public sealed class NotebookFormTests : IDisposable
{
    private const string Sound = """
        {"nbformat": 4, "nbformat_minor": 5,
         "metadata": {"kernelspec": {"name": ".net-csharp", "language": "C#", "display_name": ".NET (C#)"},
           "language_info": {"name": "C#"}, "polyglot_notebook": {"kernelInfo": {"defaultKernelName": "csharp"}},
           "title": "t", "authors": [{"name": "a"}], "orig_nbformat": 4},
         "cells": [
          {"id": "a", "cell_type": "markdown", "source": "# A", "metadata": {"tags": ["x"], "name": "n"},
           "attachments": {"p.png": {"image/png": "aGk="}}},
          {"id": "b", "cell_type": "raw", "source": ["r\n"], "metadata": {"format": "text/plain"}},
          {"id": "c", "cell_type": "code", "source": "1", "execution_count": 1, "outputs": [],
           "metadata": {"collapsed": true, "scrolled": "auto", "jupyter": {}, "execution": {"iopub.status.busy": "1"},
             "polyglot_notebook": {"kernelName": "csharp"}, "dotnet_interactive": {"language": "csharp"}}},
          {"id": "d", "cell_type": "code", "source": "#!javascript\nf()", "metadata": {}, "execution_count": null, "outputs": [
            {"output_type": "stream", "name": "stdout", "text": "s"},
            {"output_type": "display_data", "data": {"text/plain": "d", "application/json": {}}, "metadata": {}},
            {"output_type": "execute_result", "data": {"text/html": ["h"]}, "metadata": {}, "execution_count": 2},
            {"output_type": "error", "ename": "e", "evalue": "v", "traceback": ["t"]}]}]}
        """;

    // Reads notebooks, one a line; nbformat's own validate() would mend the ids first.
    private const string Validator = """
        import json, sys
        from nbformat.validator import iter_validate
        for line in open(sys.argv[1], encoding="utf-8"):
            notebook = json.loads(line)
            ids = [cell.get("id") for cell in notebook["cells"]]
            errors = [str(one) for one in iter_validate(notebook, version=4, version_minor=5)]
            if errors or len(set(ids)) < len(ids):
                print(line, errors, ids)
        """;

    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void EveryDamageIsRefusedOrMended()
    {
        using var jupyter = new JupyterInstallation();
        var saved = new List<string>();
        var refused = 0;
        foreach (var damaged in Damaged())
            if (Record.Exception(() => NotebookFile.Parse(damaged, "x.ipynb")) is { } e)
            {
                Assert.True(IsOneSentence(e), $"{damaged}\n{e}");
                refused++;
            }
            else
            {
                var notebook = NotebookFile.Parse(damaged, "x.ipynb").Copy();
                _ = new CellRecorder(notebook); // a run begins: C# cells lose their outputs, the others keep them
                saved.Add(notebook.ToText());
            }
        _work.Notebook("run", "Console.Write(1);", "display(1);", "2", "throw new Exception(\"3\");");
        _work.Run("run.ipynb");
        saved.Add(_work.Read("out/run.ipynb"));
        var file = _work.File("saved", string.Join('\n', saved.Select(text => text.ReplaceLineEndings(""))));

        var checkedAll = jupyter.Python(_work.Folder, _work.File("validate.py", Validator), file);

        Assert.True(checkedAll is { ExitCode: 0, Text: "" }, checkedAll.Text);
        Assert.True(saved.Count > 100 && refused > 100, $"{saved.Count} saved, {refused} refused");
    }

    [Theory]
    [InlineData("\"id\": \"a\"", "\"id\": \"b\"")]
    [InlineData("\"id\": \"a\"", "\"id\": \"\"")]
    [InlineData("\"id\": \"a\"", "\"id\": \"a b\"")]
    [InlineData("\"id\": \"a\"", "\"id\": 5")]
    [InlineData("\"id\": \"a\"", "\"id\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"")]
    public void AnIdThatIsNoneIsReplacedByOneThatStays(string sound, string damaged)
    {
        var once = NotebookFile.Parse(Sound.Replace(sound, damaged), "x.ipynb").ToText();

        var ids = JsonNode.Parse(once)!["cells"]!.AsArray().Select(cell => (string)cell!["id"]!).ToArray();
        Assert.Equal(4, ids.Distinct().Count());
        Assert.Matches("^[0-9a-f]{8}$", ids[damaged.Contains("\"b\"") ? 1 : 0]);
        Assert.Equal(once, NotebookFile.Parse(once, "x.ipynb").ToText());
    }

    [Theory]
    [InlineData("\"source\": \"1\"", "\"source\": [1, 2]", "cells[2].source must be text or a list of texts")]
    [InlineData("\"source\": \"1\"", "\"source\": \"1\", \"source\": \"2\"", "'source'")]
    [InlineData("\"source\": \"1\"", "\"source\": \"\\ud83d\"", "an incomplete character")]
    [InlineData(
        "\"metadata\": {\"format\": \"text/plain\"}",
        "\"metadata\": []",
        "cells[1].metadata must be an object"
    )]
    [InlineData("\"kernelName\": \"csharp\"", "\"kernelName\": 5", "cells[2].metadata.polyglot_notebook")]
    [InlineData("\"language\": \"C#\"", "\"language\": \"python\"", "is a notebook for python")]
    [InlineData("\"name\": \"C#\"", "\"name\": \"R\"", "is a notebook for R")]
    [InlineData("\"defaultKernelName\": \"csharp\"", "\"defaultKernelName\": \"fsharp\"", "is a notebook for fsharp")]
    public void DamageAndOtherLanguagesAreNamed(string sound, string damaged, string message)
    {
        Assert.Contains(sound, Sound);
        var e = Record.Exception(() => NotebookFile.Parse(Sound.Replace(sound, damaged), "x.ipynb"));
        Assert.True(IsOneSentence(e));
        Assert.Contains(message, e.Message);
    }

    [Fact]
    public void NoLetterIsLostInReading()
    {
        var text = Sound.Replace("# A", "# é😀");
        foreach (
            var encoding in new[]
            {
                Encoding.UTF8,
                new UTF8Encoding(false),
                Encoding.Unicode,
                Encoding.BigEndianUnicode,
            }
        )
        {
            File.WriteAllText(Path.Combine(_work.Folder, "x.ipynb"), text, encoding);
            Assert.Equal("é😀", NotebookFile.Load(Path.Combine(_work.Folder, "x.ipynb")).Title);
        }
        foreach (var name in new[] { "x.ipynb", "x.cs", "x.dib" })
        {
            File.WriteAllText(Path.Combine(_work.Folder, name), "//\n// é", Encoding.Latin1);
            var e = Record.Exception(() => ImportedFile.Read(name, Path.Combine(_work.Folder, name)));
            Assert.True(IsOneSentence(e));
            Assert.Contains("is not UTF-8 text (line 2)", e.Message);
        }
    }

    private static bool IsOneSentence([NotNullWhen(true)] Exception? e) =>
        e?.GetType().Name == "GhnException" && !e.Message.Contains('\n');

    // Every node replaced by values of every kind, and removed; a field too many in every object.
    private static IEnumerable<string> Damaged()
    {
        var count = Nodes(JsonNode.Parse(Sound)!).Count();
        for (var i = 1; i < count; i++)
            foreach (var json in new[] { "5", "-1.5", "\"x y\"", "[]", "{}", "null", "[1]", "true", "" })
            {
                var root = JsonNode.Parse(Sound)!;
                var (parent, key, index) = Nodes(root).ElementAt(i);
                if (json != "" && parent is JsonObject o)
                    o[key!] = JsonNode.Parse(json);
                else if (json != "")
                    parent!.AsArray()[index] = JsonNode.Parse(json);
                else if (parent is JsonObject from)
                    from.Remove(key!);
                else
                    parent!.AsArray().RemoveAt(index);
                yield return root.ToJsonString();
            }
        for (var i = 0; i < count; i++)
        {
            var root = JsonNode.Parse(Sound)!;
            var (parent, key, index) = Nodes(root).ElementAt(i);
            var node =
                i == 0 ? root
                : key is not null ? parent![key]
                : parent![index];
            if (node is not JsonObject here)
                continue;
            here["own"] = 1;
            yield return root.ToJsonString();
        }
    }

    private static IEnumerable<(JsonNode? Parent, string? Key, int Index)> Nodes(JsonNode root) =>
        new[] { ((JsonNode?)null, (string?)null, 0) }.Concat(Below(root));

    private static IEnumerable<(JsonNode? Parent, string? Key, int Index)> Below(JsonNode? node) =>
        node switch
        {
            JsonObject o => o.SelectMany(one => Below(one.Value).Prepend((o, one.Key, 0))),
            JsonArray a => a.SelectMany((one, i) => Below(one).Prepend((a, null, i))),
            _ => [],
        };
}
