using Ghn.Kernel.Document;
using Notebooks.Tests.Document;

namespace Notebooks.Tests.EndToEnd;

public sealed class RunTests
{
    [Fact]
    public void ARelativeDataFolderMeansTheFolderWhereTheToolWasStarted()
    {
        using var work = new Workspace();
        work.Environment["GHN_DATA"] = "images";
        Directory.CreateDirectory(Path.Combine(work.Folder, "sub"));
        var path = work.Notebook("data", "md:# Data", "Environment.GetEnvironmentVariable(\"GHN_DATA\")");
        File.Move(path, Path.Combine(work.Folder, "sub", "data.ipynb"));

        var run = work.Run("sub/data.ipynb");

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains(Path.Combine(work.Folder, "images"), work.Outputs("data", 1));
    }

    [Fact]
    public void PagesAreLeftOutWhenNobodyWantsThem()
    {
        using var work = new Workspace();
        work.Notebook("plain", "md:# Plain", "1 + 1");

        var run = work.Run("plain.ipynb", "--html", "false");

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Equal(["plain.ipynb"], Directory.GetFiles(Path.Combine(work.Folder, "out")).Select(Path.GetFileName));
    }

    [Fact]
    public void StateDisplaysAndPackagesWorkAcrossCells()
    {
        using var work = new Workspace();
        work.Notebook(
            "all",
            "md:# The *title*\n\nThe $\\alpha_i$ of [next](next.ipynb).",
            "#!csharp\nrecord Cell(string Name);\nint Twice(int n) => 2 * n;\nvar x = Twice(4);\nConsole.Write(x);\nConsole.Error.WriteLine(\"careful\");",
            "var x = \"again\";\nawait Task.Delay(1);\nx",
            "var shown = display(1);\nshown.Update(HTML(\"<b>two</b>\"));",
            "#r \"nuget: MathNet.Numerics\"\nMathNet.Numerics.Constants.Pi",
            $"#r \"{typeof(FormattedByConvention).Assembly.Location.Replace('\\', '/')}\"\n"
                + "new Notebooks.Tests.EndToEnd.FormattedByConvention(\"own\")",
            "var env = string.Join(\",\", new[] { \"GHN_PROFILE\", \"GHN_DATA_SET\", \"GHN_DATA\" }.Select(n => Environment.GetEnvironmentVariable(n) ?? \"unset\"));\nenv",
            "(object)null",
            "Console.WriteLine(System.IO.Directory.GetCurrentDirectory())"
        );

        var run = work.Run("all.ipynb", "--profile", "smoke", "--data", "generated");

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("\"stdout\",\"output_type\":\"stream\",\"text\":[\"8\"]", work.Outputs("all", 1));
        Assert.Contains("careful", work.Outputs("all", 1));
        Assert.Contains("[\"again\"]", work.Outputs("all", 2));
        Assert.Contains("<b>two</b>", work.Outputs("all", 3));
        Assert.DoesNotContain("display_id", work.Outputs("all", 3));
        Assert.Contains("3.14159", work.Outputs("all", 4));
        Assert.DoesNotContain("<style>", work.Outputs("all", 4));
        Assert.Contains("<em>own</em>", work.Outputs("all", 5));
        Assert.Contains("smoke,generated,unset", work.Outputs("all", 6));
        Assert.Contains("null", work.Outputs("all", 7));
        Assert.Contains(Path.GetFileName(work.Folder), work.Outputs("all", 8));
        var page = work.Read("out/all.html");
        Assert.Contains("<title>The title</title>", page);
        Assert.Contains("α<sub>i</sub>", page);
        Assert.Contains("next.html", page);
        Assert.DoesNotContain("https://", page);
        Assert.Contains("The title", work.Read("out/index.html"));
    }

    [Fact]
    public void EveryAssemblyIsLoadedOnceIntoTheDefaultContext()
    {
        using var work = new Workspace();
        work.Notebook(
            "once",
            $"#r \"{Workspace.Artifacts}/Ghn.dll\"\n#r \"{Workspace.Artifacts}/TorchSharp.dll\"\nusing TorchSharp;\n"
                + "var x = torch.ones(2, 3);\nvar r = new Ghn.RandomStream(1, \"a\");",
            $"#r \"{Workspace.Artifacts}/Ghn.dll\"\n(x * 2).sum().item<float>() + r.Next(1)",
            "using System.Runtime.Loader;\nforeach (var c in AssemblyLoadContext.All)\n    foreach (var a in c.Assemblies)\n"
                + "        if (a.GetName().Name is \"Ghn\" or \"TorchSharp\")\n"
                + "            Console.WriteLine(a.GetName().Name + (c == AssemblyLoadContext.Default));"
        );

        var run = work.Run("once.ipynb");

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("12", work.Outputs("once", 1));
        var loaded = System.Text.Json.Nodes.JsonNode.Parse(work.Outputs("once", 2))![0]!["text"]!.AsArray();
        Assert.Equal(["GhnTrue\n", "TorchSharpTrue\n"], loaded.Select(line => (string)line!).Order());
    }

    [Fact]
    public void ImportsRunFilesOfEveryKind()
    {
        using var work = new Workspace();
        work.File("a.cs", "public static class A { public static int One => 1; }");
        work.File("b.csx", "var two = 2;");
        work.File("c.dib", "#!meta\n\n{}\n\n#!markdown\n\n# Text\n\n#!csharp\n\nvar three = 3;");
        work.Notebook("d", "md:Text", "var four = 4;");
        work.Notebook(
            "main",
            "#!import a.cs\n#!import b.csx\n#!import c.dib\n#!import d.ipynb\nA.One + two + three + four"
        );

        var run = work.Run("main.ipynb");

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("10", work.Outputs("main", 0));
    }

    [Fact]
    public void ReferencesAndImportsInAnImportedFileStartFromThatFile()
    {
        using var work = new Workspace();
        foreach (var folder in new[] { "sub", "lib/deep" })
            Directory.CreateDirectory(Path.Combine(work.Folder, folder));
        work.File("top.cs", "var top = 1;");
        work.File("lib/one.dib", "#!csharp\n#!import deep/two.csx\n#!csharp\n#!import top.cs\nvar one = two + top;");
        var assembly = typeof(FormattedByConvention).Assembly.Location;
        File.Copy(assembly, Path.Combine(work.Folder, "lib", "deep", Path.GetFileName(assembly)));
        work.File(
            "lib/deep/two.csx",
            $"#r \"{Path.GetFileName(assembly)}\"\nvar two = int.Parse(System.IO.File.ReadAllText(\"data.txt\"));\n"
                + "new Notebooks.Tests.EndToEnd.FormattedByConvention(\"own\").Display();"
        );
        work.File("sub/data.txt", "40"); // the notebook's: what a file reads when it runs starts from the working directory
        work.File("lib/bad.csx", "\n#!import missing.csx");
        var setup = $"{ToolAssemblies.Repository.Replace('\\', '/')}/notebooks/setup.dib";
        work.Notebook(
            "main",
            "#!import ../lib/one.dib\none + \" \" + System.IO.Path.GetFileName(System.IO.Directory.GetCurrentDirectory())",
            $"#!import \"{Path.GetRelativePath(Path.Combine(work.Folder, "sub"), setup)}\"\nsettings.Profile",
            "var k = 1;\n#!import ../lib/bad.csx"
        );
        File.Move(Path.Combine(work.Folder, "main.ipynb"), Path.Combine(work.Folder, "sub", "main.ipynb"));
        File.Move(Path.Combine(work.Folder, "top.cs"), Path.Combine(work.Folder, "sub", "top.cs")); // beside the notebook

        var run = work.Run("sub/main.ipynb");

        Assert.Contains("41 sub", work.Outputs("main", 0));
        Assert.Contains("<em>own</em>", work.Outputs("main", 0));
        Assert.DoesNotContain("error", work.Outputs("main", 1));
        Assert.Contains("main failed in cell 3, line 2", run.Text);
        Assert.Contains(
            "'missing.csx' to import beside the file that imports it, nor in the notebook's folder",
            run.Text
        );
    }

    [Fact]
    public void FiguresBringTheirScriptIntoTheExecutedNotebookButNotIntoTheStoredOne()
    {
        using var work = new Workspace();
        const string Figure =
            "HTML(\"<div class='ghn-figure'><div class='ghn-static'>S</div>\"\n    + \""
            + "<script type=\\\"application/json\\\" class=\\\"ghn-plotly\\\">{}</script></div>\")";
        work.Notebook("figure", "md:# Figure", Figure, "md:Again", "var d = display(1);\nd.Update(2);");

        var first = work.Run("figure.ipynb", "--store");
        var stored = work.Read("figure.ipynb");
        var second = work.Run("figure.ipynb", "--store");

        Assert.True(first.ExitCode == 0 && second.ExitCode == 0, first.Text + second.Text);
        Assert.Contains("ghn-plotly", work.Outputs("figure", 1));
        Assert.Contains("ghn-static", stored);
        Assert.DoesNotContain("ghn-plotly", stored.Split("\"outputs\"")[1].Split("\"source\"")[0]);
        Assert.Equal(stored, work.Read("figure.ipynb"));
        Assert.Empty(NotebookLint.Check(NotebookFile.Load(Path.Combine(work.Folder, "figure.ipynb"))));
    }
}
