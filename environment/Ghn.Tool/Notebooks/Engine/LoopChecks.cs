using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ghn.Tool.Notebooks.Engine;

/// <summary>
/// A check at the head of every loop body, by which an endless loop can be ended. (<c>ControlledExecution.Run</c>, made
/// for this, hangs at its second or third abort on .NET 10.)
/// </summary>
internal static class LoopChecks
{
    private const string Check = "global::Ghn.Tool.Notebooks.Engine.Interruption.Check();";

    public static IEnumerable<Insertion> In(SyntaxNode root) =>
        root.DescendantNodes().Select(Body).OfType<StatementSyntax>().SelectMany(Around);

    private static StatementSyntax? Body(SyntaxNode node) =>
        node switch
        {
            WhileStatementSyntax loop => loop.Statement,
            DoStatementSyntax loop => loop.Statement,
            ForStatementSyntax loop => loop.Statement,
            CommonForEachStatementSyntax loop => loop.Statement,
            _ => null,
        };

    private static Insertion[] Around(StatementSyntax body) =>
        body is BlockSyntax block
            ? [new(block.OpenBraceToken.Span.End, Check)]
            : [new(body.SpanStart, "{" + Check), new(body.Span.End, "}")];
}
