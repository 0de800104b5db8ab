using System.Runtime.CompilerServices;
using Ghn.Display;
using Microsoft.Data.Analysis;
using Microsoft.DotNet.Interactive.Formatting;
using XPlot.Plotly;

namespace Ghn.Kernel.Display;

// How values of packages are shown that this program was built with. Registered when the package's assembly is loaded:
// most notebooks use none.
internal static class PackageFormatters
{
    public static void Register() =>
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) =>
        {
            switch (loaded.LoadedAssembly.GetName().Name)
            {
                case "XPlot.Plotly":
                    RegisterCharts();
                    break;
                case "Microsoft.Data.Analysis":
                    RegisterFrames();
                    break;
            }
        };

    [MethodImpl(MethodImplOptions.NoInlining)] // the types may be loaded only now
    private static void RegisterCharts() => Register<PlotlyChart>(chart => new ChartView(chart));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RegisterFrames()
    {
        Register<DataFrame>(frame => Table.Head(frame));
        Register<DataFrameColumn>(column => Table.Head(new DataFrame(column)));
    }

    private static void Register<T>(Func<T, IDisplayable> view)
    {
        Formatter.SetPreferredMimeTypesFor(typeof(T), HtmlFormatter.MimeType, PlainTextFormatter.MimeType);
        Formatter.Register<T>(value => view(value).ToHtml(), HtmlFormatter.MimeType);
        Formatter.Register<T>(value => view(value).ToText(), PlainTextFormatter.MimeType);
    }
}
