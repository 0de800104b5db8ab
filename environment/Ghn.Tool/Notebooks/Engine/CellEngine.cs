using System.Diagnostics;
using System.Text;
using Ghn.Tool.Notebooks.Display;
using Markdig;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace Ghn.Tool.Notebooks.Engine;

/// <summary>Runs C# cells as a chain of Roslyn submissions, the way .NET Interactive's C# kernel does.</summary>
internal sealed class CellEngine
{
    private readonly string _folder;
    private readonly Stack<string> _importing = new();
    private ScriptOptions _options;
    private ScriptState<object>? _state;

    public CellEngine(string folder)
    {
        _folder = folder;
        string[] own = [typeof(Kernel).Assembly.Location, typeof(Formatter).Assembly.Location];
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

    /// <summary>Runs one cell. <paramref name="name"/> is what error messages call it, such as "cell 3".</summary>
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
                    MarkdownStep markdown => Show(markdown),
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

    /// <summary>Code as the next cell, compiled but not run, with its syntax tree.</summary>
    public (SemanticModel Model, SyntaxTree Tree) Look(string code)
    {
        (code, _) = UsingDeclarations.Replace(code);
        var script = _state?.Script.ContinueWith<object>(code, _options) ?? CSharpScript.Create<object>(code, _options);
        var compilation = script.GetCompilation();
        var tree = compilation.SyntaxTrees.Last();
        return (compilation.GetSemanticModel(tree), tree);
    }

    /// <summary>Compiles and runs a cell that leaves nothing behind: the next one need not wait for the compiler's start.</summary>
    public void WarmUp()
    {
        var code = CellChecks.Insert("foreach (var i in new[] { 1 }) Console.Write(\"\");\n$\"{1}\"", "warm-up");
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
            Console.Error.WriteLine($"The working directory was deleted; from now on it is '{other}'.");
        }
    }

    private async Task<CellResult> RunCodeAsync(CodeStep step, string name)
    {
        var references = _options;
        foreach (var package in step.Packages)
            references = references.AddReferences(
                AtLine(package.Line, () => PackageReferences.Of(package, _folder)).Select(NotebookReferences.At)
            );
        var code = CellChecks.Insert(step.Code, name);
        var options = references.WithFilePath(name);
        var script = _state?.Script.ContinueWith<object>(code, options) ?? CSharpScript.Create<object>(code, options);
        var diagnostics = script.Compile();
        if (diagnostics.Any(one => one.Severity == DiagnosticSeverity.Error))
            return new CellResult(CellErrors.FromCompiler(diagnostics, name));
        _options = references; // only now: references that do not go together would break every later cell
        HostAssemblies.InUse = true;
        var before = _state;
        _state = await new CellFlow().RunAsync(
            () => before is null ? script.RunAsync(null, Keep) : script.RunFromAsync(before, Keep),
            Interruption.Token
        );
        return _state.Exception is { } thrown
            ? new CellResult(CellErrors.FromException(thrown, name))
            : new CellResult(
                null,
                _state.ReturnValue is not DisplayedValue && EndsWithValue(script.GetCompilation()),
                _state.ReturnValue
            );

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

    private static CellResult Show(MarkdownStep step)
    {
        Kernel.HTML(Markdown.ToHtml(step.Text)).Display();
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

    // A value is shown if the last thing in a cell is an expression without a semicolon that is not void. What display(…)
    // returns is shown already.
    private static bool EndsWithValue(Compilation compilation)
    {
        var tree = compilation.SyntaxTrees.Last();
        return tree.GetRoot() is CompilationUnitSyntax { Members: [.., GlobalStatementSyntax last] }
            && last.Statement is ExpressionStatementSyntax { SemicolonToken.IsMissing: true } statement
            && compilation.GetSemanticModel(tree).GetTypeInfo(statement.Expression).Type?.SpecialType
                != SpecialType.System_Void;
    }
}
