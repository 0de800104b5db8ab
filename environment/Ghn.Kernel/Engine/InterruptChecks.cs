using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ghn.Kernel.Engine;

/// <summary>
/// A check at the head of every loop body and of every function body, by which a cell can be ended that loops, recurses, or
/// is called by a loop of the framework. It costs some 1 ns. (<c>ControlledExecution.Run</c>, made for this, hangs at its
/// second or third abort on .NET 10.)
/// </summary>
internal static class InterruptChecks
{
    private const string Check = "global::Ghn.Kernel.Engine.Interruption.Check();";

    /// <summary>What to insert.</summary>
    /// <param name="root">The cell.</param>
    /// <param name="delegates">The type to which a lambda of the cell is converted; null if it is not known.</param>
    public static IEnumerable<Insertion> In(SyntaxNode root, Func<LambdaExpressionSyntax, ITypeSymbol?> delegates) =>
        root.DescendantNodes().SelectMany(node => Around(node, delegates));

    private static Insertion[] Around(SyntaxNode node, Func<LambdaExpressionSyntax, ITypeSymbol?> delegates) =>
        node switch
        {
            WhileStatementSyntax loop => Around(loop.Statement),
            DoStatementSyntax loop => Around(loop.Statement),
            ForStatementSyntax loop => Around(loop.Statement),
            CommonForEachStatementSyntax loop => Around(loop.Statement),
            AnonymousFunctionExpressionSyntax { Block: { } block } => Around(block),
            LocalFunctionStatementSyntax { Body: { } block } => Around(block),
            MethodDeclarationSyntax { Body: { } block } => Around(block),
            LocalFunctionStatementSyntax { ExpressionBody: { } arrow } function => Around(
                arrow,
                function.SemicolonToken,
                Returns(function.ReturnType, function.Modifiers)
            ),
            MethodDeclarationSyntax { ExpressionBody: { } arrow } method => Around(
                arrow,
                method.SemicolonToken,
                Returns(method.ReturnType, method.Modifiers)
            ),
            LambdaExpressionSyntax
            {
                ExpressionBody: { } body and not (RefExpressionSyntax or ThrowExpressionSyntax)
            } one when delegates(one) is INamedTypeSymbol { DelegateInvokeMethod: { } method } => // no expression tree
            [new(body.SpanStart, $"{{{Check}{(Returns(method, one) ? "return " : "")}"), new(body.Span.End, ";}")],
            _ => [],
        };

    private static Insertion[] Around(StatementSyntax body) =>
        body is BlockSyntax block
            ? [new(block.OpenBraceToken.Span.End, Check)]
            : [new(body.SpanStart, "{" + Check), new(body.Span.End, "}")];

    private static Insertion[] Around(ArrowExpressionClauseSyntax arrow, SyntaxToken end, bool returns) =>
        [
            new(
                arrow.ArrowToken.SpanStart,
                $"{{{Check}{(returns && arrow.Expression is not ThrowExpressionSyntax ? "return" : "")}",
                Replaced: arrow.ArrowToken.Span.Length
            ),
            new(end.Span.End, "}"),
        ];

    private static bool Returns(TypeSyntax type, SyntaxTokenList modifiers) =>
        type is not PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
        && (
            !modifiers.Any(SyntaxKind.AsyncKeyword)
            || type.DescendantNodesAndSelf().Any(one => one is GenericNameSyntax)
        );

    private static bool Returns(IMethodSymbol method, LambdaExpressionSyntax lambda) =>
        !method.ReturnsVoid
        && (
            !lambda.Modifiers.Any(SyntaxKind.AsyncKeyword)
            || method.ReturnType is INamedTypeSymbol { IsGenericType: true }
        );
}
