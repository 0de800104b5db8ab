using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ghn.Kernel.Engine;

/// <summary>
/// A note before every statement of a cell, outside its functions: a reader who waits for an interrupt is told what for.
/// </summary>
internal static class StatementMarks
{
    private const int MaxText = 60;

    public static IEnumerable<Insertion> In(SyntaxTree tree, string cell) =>
        from node in tree.GetRoot().DescendantNodes(IsNoFunctionOrType)
        where IsStatement(node)
        let line = node.GetLocation().GetLineSpan().StartLinePosition.Line + 1
        let place = $"{cell}, line {line} ({FirstLine(node)})"
        select new Insertion(
            node.SpanStart,
            $"global::Ghn.Kernel.Engine.Interruption.At({SymbolDisplay.FormatLiteral(place, quote: true)});"
        );

    public static bool IsNoFunctionOrType(SyntaxNode node) =>
        node
            is not (
                AnonymousFunctionExpressionSyntax
                or LocalFunctionStatementSyntax
                or BaseMethodDeclarationSyntax
                or BasePropertyDeclarationSyntax
                or BaseTypeDeclarationSyntax
            );

    private static bool IsStatement(SyntaxNode node) =>
        node switch
        {
            GlobalStatementSyntax { Statement: LabeledStatementSyntax or LocalFunctionStatementSyntax } => false,
            GlobalStatementSyntax or FieldDeclarationSyntax { Parent: CompilationUnitSyntax } => true,
            LabeledStatementSyntax or LocalFunctionStatementSyntax => false,
            StatementSyntax { Parent: BlockSyntax } => true,
            _ => false,
        };

    private static string FirstLine(SyntaxNode node)
    {
        var line = node.ToString().Split('\n')[0].Trim().TrimEnd(';');
        return line.Length <= MaxText ? line : line[..MaxText] + "…";
    }
}
