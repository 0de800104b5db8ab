using System.Numerics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ghn.Tool.Document;

// Values for a notebook's own variables, as papermill gives them: a cell tagged `injected-parameters` follows the one
// tagged `parameters` and assigns them. It assigns where papermill declares again, so that functions of the tagged cell
// see the new value and a variable keeps its type.
internal sealed class NotebookParameters
{
    private const string Tag = "parameters";
    private const string InjectedTag = "injected-parameters";

    // The types whose values --set writes, by their names in .NET.
    private static readonly Dictionary<string, string> s_keywords = new()
    {
        ["Boolean"] = "bool",
        ["Char"] = "char",
        ["Decimal"] = "decimal",
        ["Double"] = "double",
        ["Int32"] = "int",
        ["Int64"] = "long",
        ["Single"] = "float",
        ["String"] = "string",
    };

    private readonly (string Name, string Value)[] _given;

    private NotebookParameters((string, string)[] given) => _given = given;

    public bool Any => _given.Length > 0;

    // From words such as `steps=200`.
    public static NotebookParameters Parse(string[] words) => new([.. words.Select(Split)]);

    // The notebook with the cell that assigns; the same one if nothing is given.
    public NotebookFile In(NotebookFile notebook)
    {
        if (!Any)
            return notebook;
        var cells = notebook.Cells.ToList();
        var place = cells.FindIndex(cell => cell.Runs && cell.HasTag(Tag));
        if (place < 0)
            throw new GhnException(
                $"--set needs a C# cell with the tag '{Tag}' in '{notebook.Path}' that declares the variables."
            );
        var variables = Variables(cells[place].Source);
        var lines = _given.Select(one => Assignment(one.Name, one.Value, variables, notebook.Path));
        return notebook.With(json =>
        {
            for (var i = json.Count - 1; i > place; i--)
                if (cells[i].HasTag(InjectedTag)) // of an earlier run
                    json.RemoveAt(i);
            json.Insert(
                place + 1,
                new JsonObject
                {
                    ["cell_type"] = "code",
                    ["metadata"] = new JsonObject { ["tags"] = new JsonArray(InjectedTag) },
                    ["source"] = $"// Parameters of this run (ghn run --set)\n{string.Join('\n', lines)}",
                    ["outputs"] = new JsonArray(),
                    ["execution_count"] = null,
                }
            );
        });
    }

    private static (string, string) Split(string word) =>
        word.Split('=', 2) is [var name, var value] && SyntaxFacts.IsValidIdentifier(name.Trim())
            ? (name.Trim(), value.Trim())
            : throw new GhnException($"--set '{word}' is invalid: write --set name=value, such as --set steps=200.");

    // What the cell declares at its top level, with the type as far as its text tells it.
    private static Dictionary<string, (string? Type, bool IsConstant)> Variables(string source) =>
        CSharpSyntaxTree
            .ParseText(CellSteps.Blank(source), ScriptLanguage.ParseOptions)
            .GetCompilationUnitRoot()
            .Members.OfType<FieldDeclarationSyntax>()
            .SelectMany(field =>
                field.Declaration.Variables.Select(one =>
                    (
                        Name: one.Identifier.Text,
                        Type: TypeOf(field.Declaration.Type, one.Initializer?.Value),
                        IsConstant: field.Modifiers.Any(one => one.IsKind(SyntaxKind.ConstKeyword))
                    )
                )
            )
            .GroupBy(one => one.Name)
            .ToDictionary(one => one.Key, one => (one.Last().Type, one.Last().IsConstant));

    // As a keyword, with ? if the variable can be null; null for all other types.
    private static string? TypeOf(TypeSyntax declared, ExpressionSyntax? value) =>
        declared switch
        {
            NullableTypeSyntax { ElementType: var type } => TypeOf(type, value) is { } known ? known + "?" : null,
            PredefinedTypeSyntax { Keyword.Text: var keyword } => keyword,
            QualifiedNameSyntax { Right: var name } => TypeOf(name, value), // System.String
            { IsVar: true } => TypeOf(value),
            IdentifierNameSyntax { Identifier.Text: var name } => s_keywords.GetValueOrDefault(name),
            _ => null,
        };

    private static string? TypeOf(ExpressionSyntax? value) =>
        value switch
        {
            PrefixUnaryExpressionSyntax { Operand: var operand } => TypeOf(operand),
            CastExpressionSyntax { Type: var type } => TypeOf(type, null),
            MemberAccessExpressionSyntax { Expression: PredefinedTypeSyntax { Keyword.Text: var type } } => type, // string.Empty
            InterpolatedStringExpressionSyntax => "string",
            LiteralExpressionSyntax { Token.Value: { } literal } => s_keywords.GetValueOrDefault(
                literal.GetType().Name
            ),
            _ => null,
        };

    private static string Assignment(
        string name,
        string text,
        Dictionary<string, (string? Type, bool IsConstant)> variables,
        string path
    )
    {
        if (!variables.TryGetValue(name, out var variable))
        {
            var known = variables.Count == 0 ? "; it has none." : $"; it has {string.Join(", ", variables.Keys)}.";
            throw new GhnException(
                $"The cell with the tag '{Tag}' in '{path}' has no variable '{name}'{Nearest.Hint(name, variables.Keys, known)}"
            );
        }
        if (variable.IsConstant)
            throw new GhnException($"'{name}' in '{path}' is a constant: declare it without 'const' to --set it.");
        return Literal(variable.Type, text) is { } literal
            ? $"{name} = {literal};"
            : throw new GhnException(
                variable.Type is { } type
                    ? $"'{name}' in '{path}' has type {type}, but '{text}' is not a value of that type."
                    : $"'{name}' in '{path}' needs a C# expression, but '{text}' is not one."
            );
    }

    // A value of another type is written as C# writes it, such as --set "sizes=new[] { 1, 2 }".
    private static string? Literal(string? type, string text)
    {
        if (type is [.. var plain, '?'])
            return text == "null" ? text : Literal(plain, text);
        return type switch
        {
            "char" when text.Length == 1 => SymbolDisplay.FormatLiteral(text[0], quote: true),
            "char" => SyntaxFactory.ParseExpression(text) is LiteralExpressionSyntax { Token.Value: char }
                ? text
                : null,
            "string" => SymbolDisplay.FormatLiteral(Unquoted(text), quote: true),
            "int" => Number<int>(text, NumberStyles.AllowLeadingSign),
            "long" => Number<long>(text, NumberStyles.AllowLeadingSign),
            "double" => Number<double>(text, NumberStyles.Float),
            "float" => Number<float>(text, NumberStyles.Float, "f"),
            "decimal" => Number<decimal>(text, NumberStyles.Float, "m"),
            "bool" => bool.TryParse(text, out var yes) ? (yes ? "true" : "false") : null,
            _ => SyntaxFactory.ParseExpression(text, options: ScriptLanguage.ParseOptions)
                is { ContainsDiagnostics: false } expression
                ? expression.ToString()
                : null,
        };
    }

    private static string? Number<T>(string text, NumberStyles style, string suffix = "")
        where T : INumber<T> =>
        T.TryParse(text, style, CultureInfo.InvariantCulture, out var number) && T.IsFinite(number)
            ? number.ToString(null, CultureInfo.InvariantCulture) + suffix
            : null;

    private static string Unquoted(string text) => text is ['"', .. var inside, '"'] ? inside : text;
}
