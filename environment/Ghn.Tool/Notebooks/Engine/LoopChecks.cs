using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ghn.Tool.Notebooks.Engine;

/// <summary>
/// Puts a check at the head of every loop body, on the line on which the body starts: line numbers stay, and an endless
/// loop can be ended. (<c>ControlledExecution.Run</c>, made for this, hangs at its second or third abort on .NET 10.)
/// </summary>
internal static class LoopChecks
{
    private const string Check = "global::Ghn.Tool.Notebooks.Engine.Interruption.Check();";

    public static string Insert(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code, ScriptLanguage.ParseOptions);
        if (tree.GetDiagnostics().Any(one => one.Severity == DiagnosticSeverity.Error))
            return code; // it will not run; its errors should show the code as it was written
        var inserts = tree.GetRoot().DescendantNodes().Select(Body).OfType<StatementSyntax>().SelectMany(Inserts);
        var text = new StringBuilder(code);
        foreach (var (position, piece) in inserts.OrderByDescending(one => one.Position))
            text.Insert(position, piece);
        return text.ToString();
    }

    private static StatementSyntax? Body(SyntaxNode node) =>
        node switch
        {
            WhileStatementSyntax loop => loop.Statement,
            DoStatementSyntax loop => loop.Statement,
            ForStatementSyntax loop => loop.Statement,
            CommonForEachStatementSyntax loop => loop.Statement,
            _ => null,
        };

    private static (int Position, string Piece)[] Inserts(StatementSyntax body) =>
        body is BlockSyntax block
            ? [(block.OpenBraceToken.Span.End, Check)]
            : [(body.SpanStart, "{" + Check), (body.Span.End, "}")];
}
