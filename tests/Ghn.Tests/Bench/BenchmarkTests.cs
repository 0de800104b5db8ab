using Ghn.Bench;

namespace Ghn.Tests.Experiments.Benchmarks;

public sealed class BenchmarkTests
{
    [Fact]
    public void A_round_that_warms_up_is_not_counted_and_medians_are_over_rounds()
    {
        var rounds = new List<int>();
        var times = Timings.Over(
            3,
            (t, round) =>
            {
                rounds.Add(round);
                t.Measure("short", () => Spin(1));
                t.Measure("long", () => Spin(round == 0 ? 200 : 4));
            }
        );
        Assert.Equal([0, 1, 2, 3], rounds);
        Assert.InRange(times.Median("long"), 4, 100);
        Assert.True(times.Ratio("long", "short") > 1);
        Assert.Equal(1, times.Share(["long", "short"], ["short", "long"]));
    }

    [Fact]
    public void An_unknown_section_and_too_few_steps_are_one_sentence()
    {
        Assert.Contains(
            "no section 'step2'",
            Assert.Throws<GhnException>(() => Benchmark.Run(new(), ["step2"])).Message
        );
        Assert.Contains(
            "at least 10",
            Assert.Throws<GhnException>(() => Benchmark.Run(new() { Steps = 9 }, ["training"]).ToArray()).Message
        );
    }

    private static void Spin(int milliseconds)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        while (System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds < milliseconds) { }
    }
}
