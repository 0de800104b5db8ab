using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ghn.Kernel.Engine;

/// <summary>A piece of code to put into a cell, without a line break: line numbers stay.</summary>
internal readonly record struct Insertion(int Position, string Piece, int Replaced = 0);

/// <summary>Puts <see cref="InterruptChecks"/>, <see cref="StatementMarks"/> and <see cref="UsingDeclarations"/> into a cell.</summary>
internal static class CellChecks
{
    /// <param name="code">The cell.</param>
    /// <param name="cell">Its name.</param>
    /// <param name="model">What the compiler knows of the code; asked only where there is a lambda without a block.</param>
    public static string Insert(string code, string cell, Func<string, (SemanticModel Model, SyntaxTree Tree)>? model)
    {
        (code, var declared) = UsingDeclarations.Replace(code);
        var tree = CSharpSyntaxTree.ParseText(code, ScriptLanguage.ParseOptions);
        if (tree.GetDiagnostics().Any(one => one.Severity == DiagnosticSeverity.Error))
            return code; // it will not run; its errors should show the code as it was written
        var bound = new Lazy<(SemanticModel Model, SyntaxNode Root)?>(() =>
            model?.Invoke(code) is var (known, same) ? (known, same.GetRoot()) : null
        );
        var insertions = InterruptChecks
            .In(tree.GetRoot(), TypeOf)
            .Concat(StatementMarks.In(tree, cell))
            .Concat(declared);
        var text = new StringBuilder(code);
        foreach (var (position, piece, replaced) in insertions.OrderByDescending(one => one.Position))
            text.Remove(position, replaced).Insert(position, piece);
        return text.ToString();

        ITypeSymbol? TypeOf(LambdaExpressionSyntax lambda) =>
            bound.Value is var (known, root)
                ? known.GetTypeInfo(root.FindNode(lambda.Span, getInnermostNodeForTie: true)).ConvertedType
                : null;
    }
}
