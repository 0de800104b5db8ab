using System.Text.Json;
using Ghn.Graphs;
using Ghn.Operators;
using Ghn.Spaces;
using Ghn.Training;

namespace Ghn.Tests;

/// <summary>Options with lists are values: equal by content, and nobody's array is part of them.</summary>
public sealed class ValueListTests
{
    public static TheoryData<Func<object>, string> Options() =>
        new()
        {
            { () => new NetworkOptions(), "\"ReductionsAfter\":[6,12]" },
            {
                () =>
                    new NetworkOptions { ReductionsAfter = [2, 4] },
                "\"ReductionsAfter\":[2,4]"
            },
            { () => new BlockSpace(), "\"Scales\":[0]" },
            {
                () =>
                    new BlockSpace { Operators = [Operator.MaxPool3x3, Operator.Identity], Scales = [0, 2] },
                "\"Operators\":[\"MaxPool3x3\",\"Identity\"],\"Scales\":[0,2]"
            },
            { () => new NetworkTrainingOptions(), "\"MeasureAt\":[]" },
            {
                () =>
                    new NetworkTrainingOptions { MeasureAt = [10, 20] },
                "\"MeasureAt\":[10,20]"
            },
            { () => new GhnTrainingOptions(), "\"ReductionsAfter\":[6,12]" }, // records of records
        };

    [Theory]
    [MemberData(nameof(Options))]
    public void Equal_options_are_equal_and_come_back_from_json(Func<object> make, string json)
    {
        var options = make();
        var read = JsonSerializer.Serialize(options, options.GetType(), CheckpointHeader.Json);
        Assert.Contains(json, read, StringComparison.Ordinal);
        var again = JsonSerializer.Deserialize(read, options.GetType(), CheckpointHeader.Json);
        foreach (var other in new[] { make(), again! })
        {
            Assert.True(options.Equals(other));
            Assert.Equal(options.GetHashCode(), other.GetHashCode());
        }
    }

    [Fact]
    public void Another_item_or_order_makes_other_options()
    {
        Assert.NotEqual(new NetworkOptions(), new NetworkOptions { ReductionsAfter = [6] });
        Assert.NotEqual(new NetworkOptions(), new NetworkOptions { ReductionsAfter = [6, 13] });
        Assert.NotEqual(new BlockSpace { Scales = [0, 1] }, new BlockSpace { Scales = [1, 0] });
        Assert.NotEqual(
            new BlockSpace { Operators = [Operator.Identity] },
            new BlockSpace { Operators = [Operator.MaxPool3x3] }
        );
        Assert.NotEqual(new NetworkTrainingOptions(), new NetworkTrainingOptions { MeasureAt = [1] });
    }

    [Fact]
    public void A_callers_array_is_copied()
    {
        int[] numbers = [1, 2];
        Operator[] kinds = [Operator.Identity];
        var (chain, training) = (
            new NetworkOptions { ReductionsAfter = numbers },
            new NetworkTrainingOptions { MeasureAt = numbers }
        );
        var space = new BlockSpace { Scales = numbers, Operators = kinds };
        (numbers[0], kinds[0]) = (-7, Operator.Stem);
        foreach (var list in new[] { chain.ReductionsAfter, training.MeasureAt, space.Scales })
            Assert.Equal([1, 2], list);
        Assert.Equal([Operator.Identity], space.Operators);
    }

    [Fact]
    public void A_list_is_shown_by_its_items()
    {
        Assert.Contains("ReductionsAfter = [6, 12]", new NetworkOptions().ToString(), StringComparison.Ordinal);
        Assert.Equal("[]", new ValueList<int>([]).ToString());
    }
}
