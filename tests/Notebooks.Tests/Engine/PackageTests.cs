using System.IO.Compression;
using Notebooks.Tests.EndToEnd;

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
        WritePackage("Own.Package", typeof(FormattedByConvention).Assembly.Location);
        const string Cell =
            "#r \"nuget: Own.Package, 1.0.0\"\nnew Notebooks.Tests.EndToEnd.FormattedByConvention(\"fetched\")";
        _work.Notebook("one", Cell);

        var first = _work.Run("one.ipynb");
        Assert.True(first.ExitCode == 0, first.Text);
        Assert.Contains("<em>fetched</em>", _work.Outputs("one", 0));

        Directory.Delete(Path.Combine(_work.Folder, "registry"), recursive: true);
        Assert.Equal(0, _work.Run("one.ipynb").ExitCode);
    }

    [Theory]
    [InlineData("Not.There", "NU1101")]
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

    private void WritePackage(string name, string assembly)
    {
        using var file = File.Create(Path.Combine(_work.Folder, "registry", $"{name}.1.0.0.nupkg"));
        using var package = new ZipArchive(file, ZipArchiveMode.Create);
        using (var spec = new StreamWriter(package.CreateEntry($"{name}.nuspec").Open()))
            spec.Write(
                $"<package><metadata><id>{name}</id><version>1.0.0</version><authors>us</authors>"
                    + "<description>one</description></metadata></package>"
            );
        package.CreateEntryFromFile(assembly, "lib/net10.0/Own.dll");
    }
}
