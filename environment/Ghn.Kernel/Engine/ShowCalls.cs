using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ghn.Kernel.Engine;

// Calls by which a chart of XPlot.Plotly opens a browser: a cell shows nothing then.
internal static class ShowCalls
{
    public static void Warn(Compilation compilation)
    {
        if (compilation.ReferencedAssemblyNames.All(one => one.Name != "XPlot.Plotly"))
            return;
        var tree = compilation.SyntaxTrees.Last();
        var model = compilation.GetSemanticModel(tree);
        foreach (var call in tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>())
            if (
                model.GetSymbolInfo(call).Symbol is
                { Name: "Show" or "ShowAll", ContainingAssembly.Name: "XPlot.Plotly" } shown
            )
                Console.Error.WriteLine(
                    $"Line {call.GetLocation().GetMappedLineSpan().StartLinePosition.Line + 1}: {shown.Name}() opens a "
                        + "browser; end the cell with the chart, or write display(chart), to see it here."
                );
    }
}
