using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ghn.Tool.Pages;

// C# with light colours, from Roslyn's syntax alone. (ColorCode.HTML 2.0.15 works with regular expressions: it colours
// no types, and cuts raw strings and numbers such as 1.5e3 in pieces.)
internal static class CodeColours
{
    public static string ToHtml(string source)
    {
        source = source.ReplaceLineEndings("\n");
        var code = CellSteps.Blank(source);
        var classes = source.Zip(code, (written, left) => written == left ? null : "d").ToArray();
        var tree = CSharpSyntaxTree.ParseText(code, ScriptLanguage.ParseOptions);
        foreach (var token in tree.GetRoot().DescendantTokens())
        {
            foreach (var trivia in token.LeadingTrivia.Concat(token.TrailingTrivia))
                if (trivia.IsDirective)
                    Mark(classes, trivia.Span, "d");
                else if (trivia.Kind().ToString().Contains("Comment", StringComparison.Ordinal))
                    Mark(classes, trivia.Span, "c");
            if (ClassOf(token) is { } name)
                Mark(classes, token.Span, name);
        }
        return Join(source, classes);
    }

    private static string? ClassOf(SyntaxToken token) =>
        token.Kind() switch
        {
            SyntaxKind.NumericLiteralToken => "n",
            SyntaxKind.IdentifierToken => token.Parent switch
            {
                IdentifierNameSyntax { Identifier.Text: "var" } => "k",
                IdentifierNameSyntax name when IsType(name) => "t",
                GenericNameSyntax { Parent: not MemberAccessExpressionSyntax } => "t",
                BaseTypeDeclarationSyntax or TypeParameterSyntax => "t",
                _ => null,
            },
            var kind when SyntaxFacts.IsKeywordKind(kind) => "k",
            var kind when kind.ToString() is var name && (name.Contains("String") || name.Contains("Character")) => "s",
            _ => null,
        };

    private static bool IsType(IdentifierNameSyntax name) =>
        name.Parent
            is VariableDeclarationSyntax
                or ParameterSyntax
                or ObjectCreationExpressionSyntax
                or TypeArgumentListSyntax
                or ArrayTypeSyntax
                or NullableTypeSyntax
                or SimpleBaseTypeSyntax
                or CastExpressionSyntax;

    private static void Mark(string?[] classes, Microsoft.CodeAnalysis.Text.TextSpan span, string name) =>
        Array.Fill(classes, name, span.Start, span.Length);

    private static string Join(string source, string?[] classes)
    {
        var html = new StringBuilder();
        for (var start = 0; start < source.Length; )
        {
            var end = start + 1;
            while (end < source.Length && classes[end] == classes[start])
                end++;
            var text = PageFrame.Escape(source[start..end]);
            html.Append(classes[start] is { } name ? $"<span class=\"{name}\">{text}</span>" : text);
            start = end;
        }
        return html.ToString();
    }
}
