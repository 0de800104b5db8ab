using Ghn.Experiments;

namespace Ghn.Tests.Experiments;

public sealed class LedgerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ghn-ledger-").FullName;

    private string File => Path.Combine(_folder, "sub", "x.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Lines_come_back_in_order()
    {
        var ledger = new Ledger<CurvePoint>(File);
        Assert.Empty(ledger.Read());
        CurvePoint[] points = [new(1, 2.5, null), new(2, 2.25, 0.5)];
        foreach (var p in points)
            ledger.Append(p);
        Assert.Equal(points, ledger.Read());
    }

    [Fact]
    public void A_damaged_line_is_named()
    {
        var ledger = new Ledger<CurvePoint>(File);
        ledger.Append(new CurvePoint(1, 2, null));
        System.IO.File.AppendAllText(File, "{\"step\":");
        var error = Assert.Throws<GhnException>(ledger.Read);
        Assert.Contains("Line 2 of", error.Message);
        Assert.Contains("x.jsonl", error.Message);
    }

    [Fact]
    public void After_a_half_written_line_a_new_one_begins()
    {
        var ledger = new Ledger<CurvePoint>(File);
        CurvePoint[] points = [new(1, 2, null), new(3, 4, null)];
        ledger.Append(points[0]);
        System.IO.File.AppendAllText(File, "{\"step\":");
        ledger.Append(points[1]);
        Assert.Contains("Line 2 of", Assert.Throws<GhnException>(ledger.Read).Message);
        var lines = System.IO.File.ReadAllLines(File);
        System.IO.File.WriteAllText(File, lines[0] + "\n" + lines[2]); // as the message says; the last line left open
        Assert.Equal(points, ledger.Read());
        ledger.Append(points[0]);
        Assert.Equal([.. points, points[0]], ledger.Read());
    }

    [Theory]
    [InlineData("folder")] // where the file should be there is a folder
    [InlineData("file/x.jsonl")] // and here the other way round
    public void A_file_that_cannot_be_written_is_named(string path)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "folder"));
        System.IO.File.WriteAllText(Path.Combine(_folder, "file"), "");
        var ledger = new Ledger<CurvePoint>(Path.Combine(_folder, path));
        var error = Assert.Throws<GhnException>(() => ledger.Append(new CurvePoint(1, 2, null)));
        Assert.Contains($"could not be appended to {ledger.Path}", error.Message);
    }
}
