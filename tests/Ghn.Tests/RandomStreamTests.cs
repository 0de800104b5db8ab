using System.Numerics;

namespace Ghn.Tests;

public sealed class RandomStreamTests
{
    private static readonly BigInteger s_two64 = BigInteger.One << 64;

    [Fact]
    public void The_reference_below_is_SplitMix64() =>
        // The published sequence of seed 1234567.
        Assert.Equal([6457827717110365317, 3203168211198807973, 9817491932198370423], SplitMix64(1234567).Take(3));

    [Theory]
    [InlineData(1, "weights", 0, new ulong[] { 6098166077276866259, 18137806531612494344, 14687179952206107011 })]
    [InlineData(-7, "épreuve", 42, new ulong[] { 1588153935375793584, 13270936252327564919, 8237692151828617758 })]
    public void A_stream_never_changes(long seed, string name, long step, ulong[] expected)
    {
        var stream = new RandomStream(seed, name, step);

        Assert.Equal(expected, Enumerable.Range(0, 3).Select(_ => stream.NextBits()));
    }

    [Theory]
    [InlineData(0, "", 0)]
    [InlineData(1, "split", 3)]
    [InlineData(long.MinValue, "augmentation", long.MaxValue)]
    public void A_stream_is_SplitMix64_from_a_state_made_of_seed_name_and_step(long seed, string name, long step)
    {
        var hash = BigInteger.Parse("14695981039346656037", null);
        foreach (var b in System.Text.Encoding.UTF8.GetBytes(name))
            hash = (hash ^ b) * 1099511628211 % s_two64;
        var state = Mix(seed + Mix(hash + Mix(step)));
        var stream = new RandomStream(seed, name, step);

        Assert.Equal(SplitMix64(state).Take(100), Enumerable.Range(0, 100).Select(_ => stream.NextBits()));
    }

    [Fact]
    public void Doubles_are_the_upper_53_bits()
    {
        var (doubles, bits) = (new RandomStream(1, "x"), new RandomStream(1, "x"));
        for (var i = 0; i < 1000; i++)
            Assert.Equal(Math.ScaleB(bits.NextBits() >> 11, -53), doubles.NextDouble());
    }

    [Fact]
    public void Numbers_below_a_count_are_uniform()
    {
        var stream = new RandomStream(1, "uniform");
        var draws = Enumerable.Range(0, 100_000).Select(_ => stream.Next(10));

        // Nine degrees of freedom: 27.9 is exceeded once in a thousand.
        Assert.InRange(ChiSquare(draws, 10), 0.5, 27.9);
    }

    [Theory]
    [InlineData("seed")]
    [InlineData("name")]
    [InlineData("step")]
    public void First_draws_of_neighbouring_streams_are_independent(string varied)
    {
        RandomStream Stream(int i) =>
            varied switch
            {
                "seed" => new(i, "stream"),
                "name" => new(1, $"stream{i}"),
                _ => new(1, "stream", i),
            };
        var first = Enumerable.Range(0, 20_001).Select(i => Stream(i).Next(4)).ToList();

        // Pairs of neighbours over 16 cells, 15 degrees of freedom: 37.7 is exceeded once in a thousand.
        Assert.InRange(ChiSquare(first.Zip(first.Skip(1), (a, b) => 4 * a + b), 16), 2, 37.7);
    }

    [Fact]
    public void Equal_arguments_give_equal_streams_and_using_one_leaves_the_others_alone()
    {
        var used = new RandomStream(3, "a");
        _ = used.Normal(1000);

        Assert.Equal(new RandomStream(3, "b", 1).Normal(10), new RandomStream(3, "b", 1).Normal(10));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void A_permutation_holds_every_number_once(int count)
    {
        var order = new RandomStream(1, "order").Permutation(count);

        Assert.Equal(Enumerable.Range(0, count), order.Order());
    }

    [Fact]
    public void The_six_orders_of_three_are_equally_likely()
    {
        var stream = new RandomStream(1, "orders");
        var orders = Enumerable
            .Range(0, 12_000)
            .Select(_ => stream.Permutation(3))
            .Select(o => 2 * o[0] + (o[1] > o[2] ? 1 : 0));

        Assert.InRange(ChiSquare(orders, 6), 0.1, 20.5); // five degrees of freedom
    }

    [Fact]
    public void Normal_numbers_have_mean_0_variance_1_and_the_tails_of_a_normal()
    {
        const int count = 100_001; // odd: the last pair is cut
        var x = new RandomStream(1, "normal").Normal(count);

        Assert.Equal(count, x.Length);
        Assert.InRange(x.Average(), -0.013, 0.013); // four standard errors
        Assert.InRange(x.Select(v => (double)v * v).Average(), 0.982, 1.018);
        Assert.InRange(x.Count(v => Math.Abs(v) > 1.96) / (double)count, 0.047, 0.053);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_count_below_one_is_refused(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomStream(1, "x").Next(count));

    private static double ChiSquare(IEnumerable<int> draws, int cells)
    {
        var counts = new int[cells];
        foreach (var d in draws)
            counts[d]++;
        var expected = counts.Sum() / (double)cells;
        return counts.Sum(c => (c - expected) * (c - expected) / expected);
    }

    /// <summary>SplitMix64 in whole numbers of any size, reduced modulo 2⁶⁴ by hand.</summary>
    private static IEnumerable<ulong> SplitMix64(BigInteger state)
    {
        while (true)
        {
            state = (state + 0x9E3779B97F4A7C15UL) % s_two64;
            yield return (ulong)Mix(state);
        }
    }

    private static BigInteger Mix(BigInteger z)
    {
        z = ((z % s_two64) + s_two64) % s_two64;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL % s_two64;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL % s_two64;
        return z ^ (z >> 31);
    }
}
