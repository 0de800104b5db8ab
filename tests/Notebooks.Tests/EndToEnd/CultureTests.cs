namespace Notebooks.Tests.EndToEnd;

public sealed class CultureTests
{
    private const string German = "1234.5.ToString(\"N1\", new System.Globalization.CultureInfo(\"de-DE\"))";

    [Fact]
    public void CellsHaveEveryCultureAndTheirOwnNumbersStayInvariant()
    {
        using var work = new Workspace();
        work.Environment["LC_ALL"] = "de_DE.UTF-8";
        work.Notebook("cultures", German, "$\"{1234.5:N1} \" + await Task.Run(() => $\"{0.5}\")", "0.5");

        var run = work.Run("cultures.ipynb");

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("1.234,5", work.Outputs("cultures", 0));
        Assert.Contains("1,234.5 0.5", work.Outputs("cultures", 1));
        Assert.Contains("0.5", work.Outputs("cultures", 2));
    }

    [Fact]
    public void WithoutTheLibraryOfCulturesEverythingElseRuns()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems bring their cultures with them.");
        using var work = new Workspace();
        Directory.CreateDirectory(Path.Combine(work.Folder, "broken"));
        for (var version = 50; version < 130; version++)
            work.File($"broken/libicuuc.so.{version}", ""); // found first, and no library
        work.Environment["LD_LIBRARY_PATH"] = Path.Combine(work.Folder, "broken");
        work.Notebook("none", "1234.5", German);

        var run = work.Run("none.ipynb");

        Assert.Contains("1234.5", work.Outputs("none", 0));
        Assert.Contains("in cell 2, line 1", run.Text);
        Assert.Contains("The culture 'de-DE' is not available on this machine. Install libicu", run.Text);
    }
}
