using CsCheck;
using Ghn.Experiments.Statistics;

namespace Ghn.Tests.Experiments.Statistics;

public sealed class BestOfRandomTests
{
    private static readonly double[] s_values = [50, 70, 60];

    [Theory]
    [InlineData(1, 60)] // the mean
    [InlineData(2, (70 + 70 + 60) / 3.0)] // of (50, 70), (70, 60), (50, 60)
    [InlineData(3, 70)] // the best
    public void By_hand(int draws, double expected) =>
        Assert.Equal(expected, BestOfRandom.Expected(s_values, draws), 12);

    [Fact]
    public void It_is_the_mean_over_all_subsets() =>
        Gen.Select(Gen.Int[0, 9].Array[6], Gen.Int[1, 6])
            .Sample(
                (values, draws) =>
                {
                    var subsets = Enumerable
                        .Range(0, 1 << 6)
                        .Select(bits => values.Where((_, i) => (bits >> i & 1) == 1).ToArray())
                        .Where(drawn => drawn.Length == draws);
                    Assert.Equal(
                        subsets.Average(drawn => drawn.Max()),
                        BestOfRandom.Expected([.. values.Select(v => (double)v)], draws),
                        9
                    );
                }
            );

    [Fact]
    public void Chosen_by_other_values_it_is_the_mean_over_all_subsets_and_ties() =>
        Gen.Select(Gen.Int[0, 9].Array[5], Gen.Int[0, 2].Array[5], Gen.Int[1, 5])
            .Sample(
                (values, chosenBy, draws) =>
                {
                    var chosen =
                        from bits in Enumerable.Range(0, 1 << 5)
                        let drawn = Enumerable.Range(0, 5).Where(i => (bits >> i & 1) == 1).ToArray()
                        where drawn.Length == draws
                        select drawn.Where(i => chosenBy[i] == drawn.Max(j => chosenBy[j])).Average(i => values[i]);
                    Assert.Equal(
                        chosen.Average(),
                        BestOfRandom.Expected(
                            [.. values.Select(v => (double)v)],
                            [.. chosenBy.Select(v => (double)v)],
                            draws
                        ),
                        9
                    );
                }
            );

    [Theory]
    [InlineData(55, 1)]
    [InlineData(60, 1)]
    [InlineData(61, 2)]
    [InlineData(67, 3)]
    [InlineData(70, 3)]
    public void Draws_to_reach_a_target(double target, int draws) =>
        Assert.Equal(draws, BestOfRandom.DrawsToReach(s_values, s_values, target));

    [Fact]
    public void A_target_above_all_values_is_not_reached() =>
        Assert.Null(BestOfRandom.DrawsToReach(s_values, s_values, 71));

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void An_impossible_number_of_draws_is_one_sentence(int draws) =>
        Assert.Contains(
            $"{draws} draws are impossible",
            Assert.Throws<GhnException>(() => BestOfRandom.Expected(s_values, draws)).Message
        );
}
