using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Ghn.Tool.Notebooks.Engine;

/// <summary>A piece of code to put into a cell, without a line break: line numbers stay.</summary>
internal readonly record struct Insertion(int Position, string Piece);

/// <summary>Puts <see cref="LoopChecks"/> and <see cref="StatementMarks"/> into a cell.</summary>
internal static class CellChecks
{
    public static string Insert(string code, string cell)
    {
        var tree = CSharpSyntaxTree.ParseText(code, ScriptLanguage.ParseOptions);
        if (tree.GetDiagnostics().Any(one => one.Severity == DiagnosticSeverity.Error))
            return code; // it will not run; its errors should show the code as it was written
        var insertions = LoopChecks.In(tree.GetRoot()).Concat(StatementMarks.In(tree, cell));
        var text = new StringBuilder(code);
        foreach (var (position, piece) in insertions.OrderByDescending(one => one.Position))
            text.Insert(position, piece);
        return text.ToString();
    }
}
