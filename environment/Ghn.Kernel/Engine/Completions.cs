using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ghn.Kernel.Engine;

/// <summary>What could stand at a place of a cell, from the compiler's knowledge of names alone.</summary>
internal static class Completions
{
    private const int Most = 500;

    /// <summary>Names that go on what is typed before the place, and the start of the text that they would replace.</summary>
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
