using System.Globalization;
using Ghn.Display;
using Ghn.Experiments;
using Ghn.Experiments.Paper;

namespace Ghn.Tests.Experiments.Paper;

public sealed class PaperNumbersTests
{
    [Fact]
    public void A_number_is_written_as_in_the_paper()
    {
        Assert.Equal("95.7 ± 0.1", $"{new Reported(95.7, 0.1)}");
        Assert.Equal("97.16 ± 0.07", $"{new Reported(97.16, 0.07)}");
        Assert.Equal("0.0026 ± 0.0002", $"{new Reported(0.0026, 0.0002)}");
        Assert.Equal("10.4 ± 1.0", $"{new Reported(10.4, 1)}");
        Assert.Equal("1,800", $"{new Reported(1_800)}");
    }

    [Fact]
    public void A_column_of_a_table_can_ask_for_its_decimals()
    {
        Assert.Equal("64.97 ± 0.20", new Reported(64.968, 0.2034).ToString("0.00", CultureInfo.InvariantCulture));
        var table = Table
            .Of("area (%)")
            .Row(new Reported(64.968, 0.2034))
            .Row(new Reported(60))
            .WithFormat("area (%)", "0.0");
        Assert.Contains("65.0 ± 0.2", table.ToText());
        Assert.Contains("60.0", table.ToText());
    }

    [Fact]
    public void Of_several_values_the_sample_deviation_is_told()
    {
        Assert.Equal(new Reported(3, Math.Sqrt(2)), Reported.Of([2, 4]));
        Assert.Equal(new Reported(2), Reported.Of([2]));
    }

    [Fact]
    public void Tables_1_and_2_compare_what_the_search_computes() =>
        Assert.All(
            PaperNumbers.Table1.Concat(PaperNumbers.Table2).Select(r => r.Ours).OfType<string>(),
            name => Assert.Contains(name, (string[])[EvidenceScale.Base, EvidenceScale.OneShot, PaperNumbers.Random])
        );
}
