using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ghn.Kernel.Engine;

// `using var x = …;` at the top level of a cell, which is C# but not the C# of scripts. It becomes `var x = …;` and a
// note for UsingVariables, without moving anything.
internal static class UsingDeclarations
{
    // The code with spaces for the keyword, and the notes to insert into it.
    public static (string Code, IReadOnlyList<Insertion> Notes) Replace(string code)
    {
        var text = code.ToCharArray();
        var notes = new List<Insertion>();
        foreach (var declaration in In(code))
        {
            text.AsSpan(declaration.UsingKeyword.SpanStart, declaration.UsingKeyword.Span.Length).Fill(' ');
            text.AsSpan(declaration.AwaitKeyword.SpanStart, declaration.AwaitKeyword.Span.Length).Fill(' ');
            var names = declaration.Declaration.Variables.Select(variable => variable.Identifier.Text);
            var keyword = $"{declaration.AwaitKeyword} using";
            notes.Add(new(declaration.Span.End, string.Concat(names.Select(name => Note(name, keyword)))));
        }
        return (new string(text), notes);
    }

    // As a program, not as a script, it parses.
    private static IEnumerable<LocalDeclarationStatementSyntax> In(string code) =>
        CSharpSyntaxTree
            .ParseText(code, ScriptLanguage.ParseOptions.WithKind(SourceCodeKind.Regular))
            .GetCompilationUnitRoot()
            .Members.OfType<GlobalStatementSyntax>()
            .Select(member => member.Statement)
            .OfType<LocalDeclarationStatementSyntax>()
            .Where(declaration => declaration.UsingKeyword.IsKind(SyntaxKind.UsingKeyword));

    // The compiler checks the statement in the lambda: the type must be disposable.
    private static string Note(string name, string keyword) =>
        $"await global::Ghn.Kernel.Engine.{nameof(UsingVariables)}.{nameof(UsingVariables.DeclareAsync)}"
        + $"(\"{name}\", async () => {{ {keyword} ({name}) {{ }} }});";
}

/// <summary>
/// The variables that cells declared with <c>using</c>. Later cells can use them, so they live until the same name is
/// declared with <c>using</c> again, for example when the cell runs again, or until the notebook ends. Public because
/// cells call it (<see cref="UsingDeclarations"/>).
/// </summary>
public static class UsingVariables
{
    private static readonly List<(string Name, Func<Task> Dispose)> s_alive = [];

    /// <summary>Called after a declaration. Disposes the variable that had the name before.</summary>
    public static async Task DeclareAsync(string name, Func<Task> dispose)
    {
        var earlier = s_alive.Find(one => one.Name == name).Dispose;
        s_alive.RemoveAll(one => one.Name == name);
        s_alive.Add((name, dispose));
        if (earlier is not null)
            await earlier();
    }

    // Disposes all of them, the last one first.
    internal static async Task EndAsync()
    {
        for (var i = s_alive.Count - 1; i >= 0; i--)
            try
            {
                await s_alive[i].Dispose();
            }
            catch (Exception) { } // no cell is left that could tell it
        s_alive.Clear();
    }
}
