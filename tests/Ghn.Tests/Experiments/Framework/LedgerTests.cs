using Ghn.Experiments.Studies;

namespace Ghn.Tests.Experiments.Framework;

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
        System.IO.File.AppendAllText(File, "{\"step\":\n");
        var error = Assert.Throws<GhnException>(ledger.Read);
        Assert.Contains("Line 2 of", error.Message);
        Assert.Contains("x.jsonl", error.Message);
    }

    [Theory]
    [InlineData("{\"step\":", 0)] // its writer was killed
    [InlineData("{\"step\":7,\"loss\":8,\"unseenAccuracy\":null}", 1)] // whole, but for the newline: edited by hand
    public void A_half_written_last_line_gives_way(string rest, int whole)
    {
        var ledger = new Ledger<CurvePoint>(File);
        CurvePoint[] points = [new(1, 2, null), new(3, 4, null)];
        ledger.Append(points[0]);
        System.IO.File.AppendAllText(File, rest);
        CurvePoint[] kept = [points[0], .. Enumerable.Repeat(new CurvePoint(7, 8, null), whole)];
        Assert.Equal(kept, ledger.Read());
        ledger.Append(points[1]);
        Assert.Equal([.. kept, points[1]], ledger.Read());
    }

    [Fact]
    public void Several_writers_lose_nothing()
    {
        const int each = 50;
        Parallel.For(
            0,
            4,
            writer =>
            {
                var ledger = new Ledger<CurvePoint>(File); // as another process would: nothing is shared but the file
                for (var i = 0; i < each; i++)
                {
                    ledger.Append(new CurvePoint(writer * each + i, 0, null));
                    Assert.Contains(ledger.Read(), p => p.Step == writer * each + i);
                }
            }
        );
        Assert.Equal(Enumerable.Range(0, 4 * each), new Ledger<CurvePoint>(File).Read().Select(p => p.Step).Order());
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
