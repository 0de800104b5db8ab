using System.Globalization;
using Ghn.Display;
using Ghn.Experiments.Paper;

namespace Ghn.Tests.Experiments.Paper;

public sealed class ReportedTests
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
}
