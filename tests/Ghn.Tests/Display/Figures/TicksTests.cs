using CsCheck;
using Ghn.Display;

namespace Ghn.Tests.Display.Figures;

public sealed class TicksTests
{
    private static readonly Gen<(double Min, double Max)> Interval = Gen.Select(
        Gen.Double[-1e6, 1e6],
        Gen.Double[-6, 6].Select(e => Math.Pow(10, e)),
        (start, span) => (start * span / 1e3, start * span / 1e3 + span)
    );

    [Fact]
    public void Linear_ticks_are_few_inside_and_multiples_of_1_2_or_5() =>
        Interval.Sample(
            range =>
            {
                var ticks = Ticks.Linear(range.Min, range.Max, 6).Select(t => t.Value).ToList();
                var step = Ticks.NiceStep(range.Max - range.Min, 6);
                var mantissa = step / Math.Pow(10, Math.Floor(Math.Log10(step) + 1e-9));
                var slack = 1e-6 * (range.Max - range.Min);
                return ticks.Count is >= 3 and <= 12
                    && ticks.All(t => t >= range.Min - slack && t <= range.Max + slack)
                    && new[] { 1.0, 2, 5 }.Any(m => Math.Abs(mantissa - m) < 1e-6)
                    && ticks.All(t => Math.Abs(t / step - Math.Round(t / step)) < 1e-3);
            },
            threads: 1
        );

    [Fact]
    public void Labels_tell_neighbouring_ticks_apart() =>
        Interval
            .Where(range => Math.Abs(range.Min) < 100 * (range.Max - range.Min) && range.Max - range.Min > 1e-3)
            .Sample(
                range =>
                    Ticks.Linear(range.Min, range.Max).Select(t => t.Label).ToList() is var labels
                    && labels.Distinct().Count() == labels.Count,
                threads: 1
            );

    [Fact]
    public void Logarithmic_ticks_are_inside_and_increase() =>
        Gen.Select(Gen.Double[-8, 8], Gen.Double[0.2, 12])
            .Sample(
                range =>
                {
                    var (min, max) = (Math.Pow(10, range.Item1), Math.Pow(10, range.Item1 + range.Item2));
                    var ticks = Ticks.Logarithmic(min, max).Select(t => t.Value).ToList();
                    return ticks.Count is >= 2 and <= 13
                        && ticks.All(t => t >= min * 0.999 && t <= max * 1.001)
                        && ticks.Zip(ticks.Skip(1)).All(p => p.First < p.Second);
                },
                threads: 1
            );

    [Theory]
    [InlineData(0.001, "0.001")]
    [InlineData(1, "1")]
    [InlineData(20_000, "20,000")]
    [InlineData(1e-5, "10⁻⁵")]
    [InlineData(5e7, "5·10⁷")]
    public void Logarithmic_labels_are_short(double value, string label) =>
        Assert.Equal(label, NumberText.LogTick(value));

    [Theory]
    [InlineData(0.25, 0.05, "0.25")]
    [InlineData(-2, 1, "−2")]
    [InlineData(2_500_000, 500_000, "2.5M")]
    [InlineData(12_000, 2000, "12,000")]
    public void Labels_have_the_decimals_that_the_step_needs(double value, double step, string label) =>
        Assert.Equal(label, NumberText.Tick(value, step));
}
