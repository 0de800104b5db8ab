using System.IO.Compression;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Notebooks.Tests.EndToEnd;
using Notebooks.Tests.Jupyter;

namespace Notebooks.Tests.Engine;

/// <summary>Packages that the program was not built with, from a registry that is a folder.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly Workspace _work = new();

    public PackageTests()
    {
        _work.Environment["GHN_PACKAGES"] = Path.Combine(_work.Folder, "cache");
        _work.Environment["NUGET_PACKAGES"] = Path.Combine(_work.Folder, "global");
        Directory.CreateDirectory(Path.Combine(_work.Folder, "registry"));
        _work.File(
            "nuget.config",
            "<configuration><packageSources><clear /><add key=\"here\" value=\"registry\" /></packageSources></configuration>"
        );
    }

    public void Dispose() => _work.Dispose();

    [Fact]
    public void APackageIsFetchedOnceAndThenTakenFromTheCache()
    {
        WritePackage("Own.Package", "", typeof(FormattedByConvention).Assembly.Location);
        const string Cell =
            "#r \"nuget: Own.Package, 1.0.0\"\nnew Notebooks.Tests.EndToEnd.FormattedByConvention(\"fetched\")";
        _work.Notebook("one", Cell);

        var first = _work.Run("one.ipynb");
        Assert.True(first.ExitCode == 0, first.Text);
        Assert.Contains("<em>fetched</em>", _work.Outputs("one", 0));

        Directory.Delete(Path.Combine(_work.Folder, "registry"), recursive: true);
        Assert.Equal(0, _work.Run("one.ipynb").ExitCode);
    }

    [Fact]
    public void APackageMayNeedALaterVersionOfWhatTheProgramHas()
    {
        WriteLibrary();
        _work.Notebook(
            "later",
            "#!markdown\n*shown*",
            "#r \"nuget: Own.Library\"\nOwn.Library.Text",
            "#r \"nuget: MathNet.Numerics, 4\"\nHTML($\"<b>{MathNet.Numerics.Constants.Pi}</b>\")"
        );

        var run = _work.Run("later.ipynb");

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("from a later Markdig", _work.Outputs("later", 1));
        Assert.Contains("<em>shown</em>", _work.Outputs("later", 0));
        Assert.Contains("instead of 4.", _work.Outputs("later", 2));
        Assert.Contains("<b>3.14", _work.Outputs("later", 2));
        Assert.Contains("show its values with display(HTML(…))", _work.Outputs("later", 1));
    }

    [Fact]
    public void AFailedReferenceLeavesTheSessionAsItWas()
    {
        WriteLibrary();
        var colliding = Compile(
            "Microsoft.DotNet.Interactive",
            "namespace Microsoft.DotNet.Interactive; public class Kernel;"
        );
        WritePackage("Own.Library.Interactive", "<dependency id=\"Own.Library\" version=\"1.0.0\" />", colliding);
        using var kernel = KernelClient.Ready();
        foreach (var (variable, value) in _work.Environment)
            kernel.Execute($"Environment.SetEnvironmentVariable(\"{variable}\", \"{value}\");");
        File.Copy(Path.Combine(_work.Folder, "nuget.config"), Path.Combine(kernel.Folder, "nuget.config"));
        Directory.CreateSymbolicLink(Path.Combine(kernel.Folder, "registry"), Path.Combine(_work.Folder, "registry"));
        const string Collision = "it and this program define the type Microsoft.DotNet.Interactive.Kernel";

        Fails("#r \"nuget: Own.Library.Interactive, 1.0.0\"\n1", Collision, "use 'Own.Library' and");
        Fails($"#r \"{colliding}\"\n1", Collision, "remove the reference");
        Fails($"#r \"{_work.File("text.dll", "text")}\"\n1", "is not a .NET assembly");
        Fails("#r \"nuget: Own.Library, 1.0.0\"\n1", "it contains Markdig 99.0.0.0", "put this #r into the first cell");
        Fails("#r \"nuget: MathNet.Numerics\"\nnonsense", "nonsense");

        void Fails(string cell, params string[] reasons)
        {
            var reply = kernel.Execute(cell).Reply.Content;
            Assert.Equal("error", (string)reply["status"]!);
            Assert.All(reasons, reason => Assert.Contains(reason, (string)reply["evalue"]!));
            Assert.DoesNotContain('\n', (string)reply["evalue"]!);
            Assert.Equal("2", kernel.Execute("var two = 1 + 1;\ntwo.Display();\ntwo").Value);
        }
    }

    [Fact]
    public void AVersionMayBeARangeInNuGetsNotation()
    {
        WritePackage("Own.Package", "", typeof(FormattedByConvention).Assembly.Location);
        _work.Notebook(
            "ranges",
            "#r \"nuget: Newtonsoft.Json, [13.0.1,14.0)\"\n#r \"nuget: Newtonsoft.Json, 13.0.*\"\n1",
            "#r \"nuget: Own.Package, [1.0.0]\"\n#r \"nuget: Own.Package, (0.9,2.0)\"\n2",
            "#r \"nuget: TorchSharp,0.100.0\"\n3",
            "#r \"nuget: Newtonsoft.Json, [12.0,13.0)\"\n4"
        );

        var run = _work.Run("ranges.ipynb");

        Assert.Contains("is installed in version 13.0.4, which [12.0,13.0) does not allow", run.Text);
        Assert.Contains("ranges failed in cell 4, line 1", run.Text);
        Assert.DoesNotContain("Package", _work.Outputs("ranges", 0));
        Assert.Contains("2", _work.Outputs("ranges", 1));
        Assert.Contains("instead of 0.100.0", _work.Outputs("ranges", 2));
    }

    [Fact]
    public void WhoBringsPlotlyNetIsToldOfThePackageThatDrawsOffline()
    {
        var plotly = Compile("Plotly.NET", "namespace Plotly.NET; public class Chart { }");
        var colliding = Compile(
            "Plotly.NET.Interactive",
            "namespace Microsoft.DotNet.Interactive; public class Kernel;"
        );
        WritePackage("Plotly.NET", "", plotly);
        WritePackage(
            "Own.Charts",
            "<dependency id=\"Plotly.NET\" version=\"1.0.0\" />",
            _work.File("extension.dib", "")
        );
        WritePackage("Plotly.NET.Interactive", "<dependency id=\"Plotly.NET\" version=\"1.0.0\" />", colliding);
        _work.Notebook(
            "charts",
            "#r \"nuget: Own.Charts\"\nnew Plotly.NET.Chart()",
            "#r \"nuget: Plotly.NET.Interactive\""
        );

        var run = _work.Run("charts.ipynb");

        const string Cure = "draw with XPlot.Plotly, which is part of this program";
        Assert.Contains("Charts of 'Own.Charts' are not shown as values: " + Cure, _work.Outputs("charts", 0));
        Assert.Contains("failed in cell 2, line 1", run.Text);
        Assert.Contains(Cure, run.Text);
        Assert.DoesNotContain("HTML(", run.Text + _work.Outputs("charts", 0));
    }

    [Theory]
    [InlineData("Not.There", "NU1101")]
    [InlineData("Not.There, [1.0", "is not a package")]
    [InlineData("../evil", "is not a package")]
    public void APackageThatCannotBeFetchedIsOneError(string name, string reason)
    {
        _work.Notebook("one", $"#r \"nuget: {name}\"");
        var run = _work.Run("one.ipynb");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("in cell 1, line 1", run.Text);
        Assert.Contains(reason, run.Text);
        Assert.Single(
            run.Text.Split('\n'),
            line => line.Contains(name, StringComparison.Ordinal) && line.Contains("Exception")
        );
        Assert.Empty(Directory.GetDirectories(_work.Folder, "*unfinished*", SearchOption.AllDirectories));
    }

    /// <summary>A package with an extension and an assembly that was built for a Markdig later than the program's.</summary>
    private void WriteLibrary()
    {
        var later = Compile(
            "Markdig",
            "[assembly: System.Reflection.AssemblyVersion(\"99.0.0.0\")]\n"
                + "namespace Markdig { public class Later { public static string Text => \"from a later Markdig\"; } }"
        );
        var own = Compile(
            "Own",
            "namespace Own; public class Library { public static string Text => Markdig.Later.Text; }",
            later
        );
        WritePackage("Own.Library", "", own, later, _work.File("extension.dib", ""));
    }

    private string Compile(string name, string code, params string[] references)
    {
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(code)],
            references
                .Append(typeof(object).Assembly.Location)
                .Append(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "System.Runtime.dll"))
                .Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        );
        var file = Path.Combine(_work.Folder, name + ".dll");
        Assert.True(compilation.Emit(file).Success, string.Join('\n', compilation.GetDiagnostics()));
        return file;
    }

    private void WritePackage(string name, string dependencies, params string[] files)
    {
        using var file = File.Create(Path.Combine(_work.Folder, "registry", $"{name}.1.0.0.nupkg"));
        using var package = new ZipArchive(file, ZipArchiveMode.Create);
        using (var spec = new StreamWriter(package.CreateEntry($"{name}.nuspec").Open()))
            spec.Write(
                $"<package><metadata><id>{name}</id><version>1.0.0</version><authors>us</authors>"
                    + $"<description>one</description><dependencies>{dependencies}</dependencies></metadata></package>"
            );
        foreach (var one in files)
            package.CreateEntryFromFile(
                one,
                (one.EndsWith(".dll", StringComparison.Ordinal) ? "lib/net10.0/" : "interactive-extensions/dotnet/")
                    + Path.GetFileName(one)
            );
    }
}
