using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ghn.Kernel.Engine;

// A piece of code to put into a cell, without a line break: line numbers stay.
internal readonly record struct Insertion(int Position, string Piece, int Replaced = 0);

// Puts InterruptChecks, StatementMarks and UsingDeclarations into a cell.
internal static class CellChecks
{
    // The model, what the compiler knows of the code, is asked only where there is a lambda without a block.
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

// A check at the head of every loop body and of every function body, by which a cell can be ended that loops, recurses,
// or is called by a loop of the framework. It costs some 1 ns. (`ControlledExecution.Run`, made for this, hangs at its
// second or third abort on .NET 10.)
internal static class InterruptChecks
{
    private const string Check = "global::Ghn.Kernel.Engine.Interruption.Check();";

    // By its delegate's type a lambda returns or not; null if it is not known.
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

// A note before every statement of a cell, outside its functions: a reader who waits for an interrupt is told what for.
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
