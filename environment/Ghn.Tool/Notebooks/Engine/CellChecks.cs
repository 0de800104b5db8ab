using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Ghn.Tool.Notebooks.Engine;

/// <summary>A piece of code to put into a cell, without a line break: line numbers stay.</summary>
internal readonly record struct Insertion(int Position, string Piece);

/// <summary>Puts <see cref="LoopChecks"/>, <see cref="StatementMarks"/> and <see cref="UsingDeclarations"/> into a cell.</summary>
internal static class CellChecks
{
    public static string Insert(string code, string cell)
    {
        (code, var declared) = UsingDeclarations.Replace(code);
        var tree = CSharpSyntaxTree.ParseText(code, ScriptLanguage.ParseOptions);
        if (tree.GetDiagnostics().Any(one => one.Severity == DiagnosticSeverity.Error))
            return code; // it will not run; its errors should show the code as it was written
        var insertions = LoopChecks.In(tree.GetRoot()).Concat(StatementMarks.In(tree, cell)).Concat(declared);
        var text = new StringBuilder(code);
        foreach (var (position, piece) in insertions.OrderByDescending(one => one.Position))
            text.Insert(position, piece);
        return text.ToString();
    }
}
