using Microsoft.CodeAnalysis;

namespace Ghn.Kernel.Engine;

/// <summary>What stands at a place of a cell: its declaration, as C# writes it.</summary>
internal static class Inspection
{
    private const int MostOverloads = 10;

    /// <summary>The declarations, one a line; null where nothing has a name.</summary>
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
