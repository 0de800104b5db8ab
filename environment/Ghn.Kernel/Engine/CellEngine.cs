using Ghn.Kernel.Display;
using Ghn.Kernel.Document;
using Markdig;
using Microsoft.AspNetCore.Html;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace Ghn.Kernel.Engine;

// Runs C# cells as a chain of Roslyn submissions, the way .NET Interactive's C# kernel does.
internal sealed class CellEngine
{
    private readonly string _folder;
    private readonly Stack<string> _importing = new();
    private ScriptOptions _options;
    private ScriptState<object>? _state;

    public CellEngine(string folder)
    {
        _folder = folder;
        string[] own = [typeof(DisplayedValue).Assembly.Location, typeof(Formatter).Assembly.Location];
        var html = HostAssemblies.Find("Microsoft.AspNetCore.Html.Abstractions")!;
        _options = ScriptOptions
            .Default.WithLanguageVersion(ScriptLanguage.Version)
            .WithMetadataResolver(new NotebookReferences(Folders))
            .WithSourceResolver(new SourceFileResolver([], folder))
            .WithReferences(HostAssemblies.Framework.Concat(own).Append(html).Select(NotebookReferences.At))
            .WithImports(ScriptLanguage.Imports)
            .WithAllowUnsafe(true)
            .WithEmitDebugInformation(true)
            .WithFileEncoding(Encoding.UTF8);
    }

    // What code names by a path: first beside the file that is imported, then, as .NET Interactive, in the notebook's folder.
    private IReadOnlyList<string> Folders =>
        _importing.TryPeek(out var file) ? [Path.GetDirectoryName(file)!, _folder] : [_folder];

    // Runs one cell, which error messages call by its name, such as "cell 3".
    public async Task<CellResult> RunAsync(string source, string name)
    {
        EnterFolder();
        try
        {
            var result = new CellResult(null);
            Stopwatch? clock = null;
            foreach (var step in CellSteps.Of(source))
            {
                if (step is TimeStep)
                    clock = Stopwatch.StartNew();
                result = step switch
                {
                    CodeStep code => await RunCodeAsync(code, name),
                    ImportStep import => await ImportAsync(import),
                    TextStep text => Show(text),
                    _ => result,
                };
                if (result.Error is not null)
                    break;
            }
            return result with { WallTime = clock?.Elapsed };
        }
        catch (Exception e) // whatever a cell throws, it is that cell's failure
        {
            return new CellResult(CellErrors.FromException(e, name));
        }
    }

    // Code as the next cell, compiled but not run, with its syntax tree.
    public (SemanticModel Model, SyntaxTree Tree) Look(string code) => Look(code, _options);

    private (SemanticModel Model, SyntaxTree Tree) Look(string code, ScriptOptions options)
    {
        (code, _) = UsingDeclarations.Replace(code);
        var compilation = Script(code, options).GetCompilation();
        var tree = compilation.SyntaxTrees.Last();
        return (compilation.GetSemanticModel(tree), tree);
    }

    private Script<object> Script(string code, ScriptOptions options) =>
        _state?.Script.ContinueWith<object>(code, options) ?? CSharpScript.Create<object>(code, options);

    // Compiles and runs a cell that leaves nothing behind: the next one need not wait for the compiler's start.
    public void WarmUp()
    {
        var code = CellChecks.Insert("foreach (var i in new[] { 1 }) Console.Write(\"\");\n$\"{1}\"", "warm-up", null);
        var script = CSharpScript.Create<object>(code, _options.WithFilePath("warm-up"));
        script.Compile();
        script.RunAsync().GetAwaiter().GetResult();
        CellSteps.Of("1");
        _ = CellOutput.Formatted(1);
    }

    // Where the working directory is gone, libtorch ends the process when it is loaded.
    private void EnterFolder()
    {
        try
        {
            _ = Directory.GetCurrentDirectory();
        }
        catch (IOException)
        {
            var other = Directory.Exists(_folder) ? _folder : Path.GetTempPath();
            Directory.SetCurrentDirectory(other);
            Console.Error.WriteLine($"The working directory was deleted; the new one is '{other}'.");
        }
    }

    private async Task<CellResult> RunCodeAsync(CodeStep step, string name)
    {
        var references = _options;
        foreach (var package in step.Packages)
            references = references.AddReferences(
                AtLine(package.Line, () => PackageReferences.Of(package, _folder)).Select(NotebookReferences.At)
            );
        var options = references.WithFilePath(name);
        var script = Script(CellChecks.Insert(step.Code, name, code => Look(code, options)), options);
        var diagnostics = script.Compile();
        if (HasError(diagnostics)) // perhaps because of a check: in an expression tree none can be
        {
            script = Script(CellChecks.Insert(step.Code, name, null), options);
            diagnostics = script.Compile();
        }
        if (HasError(diagnostics))
            return new CellResult(CellErrors.FromCompiler(diagnostics, name, step.Code));
        _options = references; // only now: references that do not go together would break every later cell
        HostAssemblies.InUse = true;
        ShowCalls.Warn(script.GetCompilation());
        var before = _state;
        _state = await new CellFlow().RunAsync(
            () => before is null ? script.RunAsync(null, Keep) : script.RunFromAsync(before, Keep),
            Interruption.Token
        );
        if (_state.Exception is { } thrown)
            return new CellResult(CellErrors.FromException(thrown, name));
        Interruption.Token.ThrowIfCancellationRequested(); // the last statement outlasted it
        var value = _state.ReturnValue;
        return new CellResult(null, value is not DisplayedValue && HasValue(script.GetCompilation(), value), value);

        static bool HasError(IEnumerable<Diagnostic> all) => all.Any(one => one.Severity == DiagnosticSeverity.Error);

        static bool Keep(Exception e) => true; // what the cell had done before it threw stays done
    }

    private async Task<CellResult> ImportAsync(ImportStep import)
    {
        var path = AtLine(import.Line, () => ImportedFile.Find(import.File, Folders));
        if (_importing.Contains(path))
            throw new CellException($"'{import.File}' imports itself.", import.Line);
        var parts = AtLine(import.Line, () => ImportedFile.Read(import.File, path));
        var (options, folder) = (_options, Path.GetDirectoryName(path)!);
        _importing.Push(path);
        _options = _options
            .WithMetadataResolver(new NotebookReferences(Folders))
            .WithSourceResolver(new SourceFileResolver([], folder));
        var result = new CellResult(null);
        try
        {
            foreach (var (name, source) in parts)
                if (result.Error is null)
                    result = await RunAsync(source, name);
        }
        finally
        {
            _importing.Pop();
            _options = _options
                .WithMetadataResolver(options.MetadataResolver)
                .WithSourceResolver(options.SourceResolver);
        }
        return result.Error is null ? new CellResult(null) : new CellResult(result.Error with { Line = import.Line });
    }

    private static CellResult Show(TextStep step)
    {
        if (CellLanguage.IsShown(step.Language))
            new HtmlString(step.Language == "html" ? step.Text : Markdown.ToHtml(step.Text)).Display();
        else
            Console.Error.WriteLine(
                $"Not run: the part in {step.Language} (line {step.Line}). Cells run C# and show HTML and Markdown."
            );
        return new CellResult(null);
    }

    private static T AtLine<T>(int line, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (GhnException e)
        {
            throw new CellException(e.Message, line);
        }
    }

    // A value is shown if the cell returned it, or if the last thing in the cell is an expression without a semicolon that
    // is not void. What display(…) returns is shown already.
    private static bool HasValue(Compilation compilation, object? value)
    {
        var tree = compilation.SyntaxTrees.Last();
        return value is not null && tree.GetRoot().DescendantNodes(StatementMarks.IsNoFunctionOrType).Any(IsReturn)
            || tree.GetRoot() is CompilationUnitSyntax { Members: [.., GlobalStatementSyntax last] }
                && last.Statement switch
                {
                    ExpressionStatementSyntax { SemicolonToken.IsMissing: true } statement => compilation
                        .GetSemanticModel(tree)
                        .GetTypeInfo(statement.Expression)
                        .Type?.SpecialType != SpecialType.System_Void,
                    var statement => IsReturn(statement),
                };

        static bool IsReturn(SyntaxNode node) => node is ReturnStatementSyntax { Expression: not null };
    }
}
