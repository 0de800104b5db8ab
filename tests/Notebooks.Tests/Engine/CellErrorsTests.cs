using Ghn.Kernel.Engine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Notebooks.Tests.Engine;

public sealed class CellErrorsTests
{
    [Theory]
    [InlineData("static class E { public static int Twice(this int x) => 2 * x; }", "at the top level")]
    [InlineData("namespace A { class B { } }", "without a namespace")]
    [InlineData("System.Span<int> s = stackalloc int[3];", "use an array")]
    [InlineData("!ls -l", "Process.Start")]
    [InlineData("\n%time x", "#!time")]
    [InlineData("?Console", "completion")]
    public void WhatScriptsCannotHaveIsToldWithItsCure(string code, string cure)
    {
        var script = CSharpCompilation.CreateScriptCompilation(
            "script",
            CSharpSyntaxTree.ParseText(code, ScriptLanguage.ParseOptions),
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)]
        );
        var error = CellErrors.FromCompiler(script.GetDiagnostics(), "cell 1", code);
        Assert.Single(error.Trace, line => line.Contains(cure));
    }
}
