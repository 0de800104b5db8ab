using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ghn.Kernel.Engine;

// What could stand at a place of a cell, from the compiler's knowledge of names alone.
internal static class Completions
{
    private const int Most = 500;

    // Names that go on what is typed before the place, and the start of the text that they would replace.
    public static (int Start, IReadOnlyList<string> Names) At(CellEngine engine, string source, int position)
    {
        position = Math.Clamp(position, 0, source.Length);
        var start = position;
        while (start > 0 && (char.IsLetterOrDigit(source[start - 1]) || source[start - 1] == '_'))
            start--;
        var typed = source[start..position];
        var (model, tree) = engine.Look(CellSteps.Blank(source));
        var names = Symbols(model, tree, source, start)
            .Where(one => one.CanBeReferencedByName && one.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Select(one => one.Name)
            .Distinct()
            .OrderBy(name => !name.StartsWith(typed, StringComparison.Ordinal))
            .ThenBy(name => name, StringComparer.OrdinalIgnoreCase)
            .Take(Most);
        return (start, [.. names]);
    }

    private static IEnumerable<ISymbol> Symbols(SemanticModel model, SyntaxTree tree, string source, int start)
    {
        var before = source.AsSpan(0, start).TrimEnd().Length - 1;
        if (before < 0 || source[before] != '.')
            return model.LookupSymbols(start);
        var left = tree.GetRoot().FindToken(before).Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            QualifiedNameSyntax name => name.Left,
            MemberBindingExpressionSyntax { Parent.Parent: ConditionalAccessExpressionSyntax access } =>
                access.Expression,
            _ => (SyntaxNode?)null,
        };
        if (left is null)
            return [];
        if (model.GetSymbolInfo(left).Symbol is INamespaceOrTypeSymbol container)
            return model
                .LookupSymbols(start, container)
                .Where(one => container is INamespaceSymbol || one.IsStatic || one is ITypeSymbol);
        return model.GetTypeInfo(left).Type is { } type
            ? model
                .LookupSymbols(start, type, includeReducedExtensionMethods: true)
                .Where(one => !one.IsStatic && one is not ITypeSymbol)
            : [];
    }
}

// What stands at a place of a cell: its declaration, as C# writes it.
internal static class Inspection
{
    private const int MostOverloads = 10;

    // The declarations, one a line; null where nothing has a name.
    public static string? At(CellEngine engine, string source, int position)
    {
        var (model, tree) = engine.Look(CellSteps.Blank(source));
        var root = tree.GetRoot();
        if (root.FullSpan.Length == 0)
            return null;
        var token = root.FindToken(Math.Clamp(position, 0, root.FullSpan.End - 1));
        if (token.Span.Length == 0 || position <= token.SpanStart && position > 0) // the cursor stands behind a name
            token = root.FindToken(Math.Clamp(position - 1, 0, root.FullSpan.End - 1));
        if (token.Parent is not { } node)
            return null;
        var info = model.GetSymbolInfo(node);
        ISymbol[] symbols =
            (info.Symbol ?? model.GetDeclaredSymbol(node)) is { } one ? [one]
            : info.CandidateSymbols.Length > 0 ? [.. info.CandidateSymbols]
            : [.. model.GetMemberGroup(node)];
        var lines = symbols
            .Take(MostOverloads)
            .Select(symbol => symbol.ToMinimalDisplayString(model, node.SpanStart, Format));
        return symbols.Length == 0 ? null : string.Join('\n', lines);
    }

    private static SymbolDisplayFormat Format { get; } =
        SymbolDisplayFormat
            .CSharpErrorMessageFormat.WithMemberOptions(
                SymbolDisplayMemberOptions.IncludeParameters
                    | SymbolDisplayMemberOptions.IncludeType
                    | SymbolDisplayMemberOptions.IncludeContainingType
            )
            .WithParameterOptions(
                SymbolDisplayParameterOptions.IncludeType
                    | SymbolDisplayParameterOptions.IncludeName
                    | SymbolDisplayParameterOptions.IncludeDefaultValue
                    | SymbolDisplayParameterOptions.IncludeParamsRefOut
            );
}
