using Ghn.Bench;

namespace Ghn.Tests.Bench;

public sealed class BenchmarkTests
{
    [Fact]
    public void A_round_that_warms_up_is_not_counted_and_medians_are_over_rounds()
    {
        var rounds = new List<int>();
        var clock = new Clock();
        var times = Timings.Over(
            3,
            (t, round) =>
            {
                rounds.Add(round);
                t.Measure("short", () => clock.Milliseconds += 1);
                t.Measure("long", () => clock.Milliseconds += round == 0 ? 200 : 3 + round);
            },
            clock
        );
        Assert.Equal([0, 1, 2, 3], rounds);
        Assert.Equal(5, times.Median("long"));
        Assert.Equal(5, times.Ratio("long", "short"));
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

    /// <summary>Stands still but for what the test adds.</summary>
    private sealed class Clock : TimeProvider
    {
        public long Milliseconds { get; set; }

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp() => Milliseconds;
    }
}
