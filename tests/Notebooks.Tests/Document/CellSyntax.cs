using System.Globalization;
using System.Text.RegularExpressions;
using Ghn.Kernel.Engine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Notebooks.Tests.Document;

/// <summary>Finds what does not parse in a cell, or parses but is rejected by .NET Interactive's C# kernel.</summary>
internal static partial class CellSyntax
{
    public static IEnumerable<string> Problems(string source)
    {
        IReadOnlyList<CellStep> steps;
        string? unknown = null;
        try
        {
            steps = CellSteps.Of(source);
        }
        catch (CellException e)
        {
            (steps, unknown) = ([], $"line {e.Line}: {e.Message}");
        }
        if (unknown is not null)
            yield return unknown;
        foreach (var step in steps.OfType<CodeStep>())
        {
            var tree = CSharpSyntaxTree.ParseText(step.Code, ScriptLanguage.ParseOptions);
            var error = tree.GetDiagnostics().FirstOrDefault(one => one.Severity == DiagnosticSeverity.Error);
            // To the script parser it is a broken using directive ("; expected"), which helps nobody.
            if (UsingDeclaration().Match(step.Code) is { Success: true } found)
                yield return $"line {step.Code[..found.Index].Count(c => c == '\n') + 1}: "
                    + "script cells cannot have a using declaration at the top level (write a using block)";
            else if (error is not null)
                yield return $"line {Line(error.Location)}: {error.GetMessage(CultureInfo.InvariantCulture)}";
            foreach (var node in tree.GetRoot().DescendantNodes())
                if (Rejected(node) is { } what)
                    yield return $"line {Line(node.GetLocation())}: script cells cannot have {what}";
        }
    }

    private static int Line(Location location) => location.GetLineSpan().StartLinePosition.Line + 1;

    private static string? Rejected(SyntaxNode node) =>
        node switch
        {
            BaseNamespaceDeclarationSyntax => "a namespace",
            MethodDeclarationSyntax { Parent: TypeDeclarationSyntax } method when IsExtension(method) =>
                "an extension method inside a class (write it at the top level)",
            FieldDeclarationSyntax { Parent: CompilationUnitSyntax } field when IsSpan(field.Declaration) =>
                "a span at the top level",
            _ => null,
        };

    private static bool IsExtension(MethodDeclarationSyntax method) =>
        method.ParameterList.Parameters is [var first, ..] && first.Modifiers.Any(SyntaxKind.ThisKeyword);

    private static bool IsSpan(VariableDeclarationSyntax declaration) =>
        declaration.Type is GenericNameSyntax { Identifier.Text: "Span" or "ReadOnlySpan" }
        || declaration.Variables.Any(one =>
            one.Initializer?.Value
                is StackAllocArrayCreationExpressionSyntax
                    or InvocationExpressionSyntax
                    {
                        Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "AsSpan" }
                    }
        );

    [GeneratedRegex(@"^using\s+\w[\w.<>]*\s+\w+\s*=", RegexOptions.Multiline)]
    private static partial Regex UsingDeclaration();
}
