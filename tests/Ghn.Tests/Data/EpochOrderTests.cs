using CsCheck;
using Ghn.Data;

namespace Ghn.Tests.Data;

public class EpochOrderTests
{
    [Fact]
    public void An_epoch_shows_each_image_at_most_once_and_leaves_out_less_than_a_batch() =>
        (
            from count in Gen.Int[1, 200]
            from size in Gen.Int[1, count]
            from epoch in Gen.Int[0, 3]
            select (count, size, epoch)
        ).Sample(c =>
        {
            var order = new EpochOrder(c.count, c.size, seed: 3);
            var first = (long)c.epoch * order.StepsPerEpoch;
            var seen = Enumerable.Range(0, order.StepsPerEpoch).SelectMany(i => order.Batch(first + i)).ToList();
            return seen.Distinct().Count() == seen.Count
                && seen.All(i => i >= 0 && i < c.count)
                && c.count - seen.Count < c.size;
        });

    [Fact]
    public void Any_step_is_had_without_those_before_it()
    {
        var walked = new EpochOrder(100, 8, seed: 1);
        var steps = Enumerable.Range(0, 40).Select(i => walked.Batch(i)).ToList();
        Assert.Equal(steps[33], new EpochOrder(100, 8, seed: 1).Batch(33));
        Assert.Equal(steps[2], walked.Batch(2));
        Assert.NotEqual(steps[0], steps[12]); // the first batches of two epochs
        Assert.NotEqual(steps[0], new EpochOrder(100, 8, seed: 2).Batch(0));
    }

    [Fact]
    public void Sequential_shows_all_with_a_smaller_last_batch() =>
        Assert.Equal(
            [
                [0, 1, 2],
                [3, 4, 5],
                [6],
            ],
            EpochOrder.Sequential(7, 3)
        );

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void Batch_sizes_that_do_not_fit_are_named(int size)
    {
        var error = Assert.Throws<GhnException>(() => new EpochOrder(10, size, 0));
        Assert.Contains($"{size}; choose 1 to 10", error.Message);
    }
}
