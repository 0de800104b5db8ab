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
}
