using System.Text.Json.Nodes;
using Ghn.Kernel.Document;

namespace Notebooks.Tests.Document;

public sealed class NotebookFileTests
{
    [Fact]
    public void SavingIsStableAndKeepsUnknownFields()
    {
        const string Minimal = """
            {"nbformat": 4, "own": [1, {}], "cells": [
              {"cell_type": "code", "source": "a\nb", "metadata": {"tags": ["x"]}},
              {"cell_type": "code", "source": "a\nb"},
              {"cell_type": "markdown", "source": ["é 😀 <b>\n", "\"q\""]}]}
            """;

        var once = NotebookFile.Parse(Minimal, "x.ipynb").ToText();

        Assert.Equal(once, NotebookFile.Parse(once, "x.ipynb").ToText());
        Assert.Contains("\n    \"é 😀 <b>\\n\",\n", once); // as Jupyter: one space of indent, letters as they are
        Assert.Contains("\"tags\"", once);
        Assert.Contains("\"outside_metadata.own\"", once); // a notebook has no other place for it
        Assert.EndsWith("}\n", once);
        var cells = JsonNode.Parse(once)!["cells"]!.AsArray();
        Assert.Equal(3, cells.Select(cell => (string)cell!["id"]!).Distinct().Count());
        Assert.Equal("csharp", (string?)cells[0]!["metadata"]!["polyglot_notebook"]!["kernelName"]);
    }

    [Fact]
    public void OnlyCSharpCellsAreNumbered()
    {
        var notebook = NotebookFile.Parse(
            """
            {"nbformat": 4, "cells": [
              {"cell_type": "code", "source": "1", "metadata": {"dotnet_interactive": {"language": "fsharp"}}},
              {"cell_type": "code", "source": " "},
              {"cell_type": "raw", "source": "raw"},
              {"cell_type": "code", "source": "2", "metadata": {"vscode": {"languageId": "csharp"}}}]}
            """,
            "x.ipynb"
        );

        var (number, cell) = Assert.Single(notebook.NumberedCells);
        Assert.Equal((1, "2"), (number, cell.Source));
    }
}
