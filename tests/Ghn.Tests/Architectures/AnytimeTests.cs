using CsCheck;
using Ghn.Architectures;
using Ghn.Operators;
using Ghn.Spaces;

namespace Ghn.Tests.Architectures;

/// <summary>Scales and exits of nodes: off unless asked for.</summary>
public sealed class AnytimeTests
{
    private static readonly BlockSpace Space = new()
    {
        Nodes = 9,
        Scales = [0, 1, 2],
        ExitProbability = 0.25,
    };

    [Fact]
    public void Json_names_scale_and_exit_only_where_they_are_used()
    {
        var plain = new Architecture([new(Operator.Identity, [0])]);
        Assert.Equal("""{"schema":1,"nodes":[{"operator":"Identity","inputs":[0]}]}""", plain.ToJson());
        var anytime = new Architecture([
            new(Operator.Identity, [0]) { Scale = 2 },
            new(Operator.MaxPool3x3, [0, 1]) { Exit = true },
        ]);
        Assert.Equal(
            """{"schema":2,"nodes":[{"operator":"Identity","inputs":[0],"scale":2},{"operator":"MaxPool3x3","inputs":[0,1],"exit":true}]}""",
            anytime.ToJson()
        );
        Assert.Equal("identity(0)/4 max 3×3(0,1)!", anytime.ToString());
    }

    [Fact]
    public void Json_round_trip() =>
        Gen.Long.Sample(seed =>
        {
            var a = Space.Sample(new RandomStream(seed, "t"));
            return Architecture.FromJson(a.ToJson()).Equals(a);
        });

    [Fact]
    public void Scales_and_exits_have_the_stated_chances()
    {
        var random = new RandomStream(1, "anytime");
        var nodes = Enumerable.Range(0, 1000).SelectMany(_ => Space.Sample(random).Nodes).ToArray(); // 9,000
        for (var scale = 0; scale <= 2; scale++)
            Assert.InRange(nodes.Count(n => n.Scale == scale), 2850, 3150);
        Assert.InRange(nodes.Count(n => n.Exit), 2100, 2400);
    }

    [Fact]
    public void A_space_without_them_draws_what_it_always_drew()
    {
        var drawn = new BlockSpace { Nodes = 4 }.Sample(new RandomStream(0, "golden"));
        Assert.Equal("dil 3×3(0) conv 1×1(0) dil 5×5(2) avg 3×3(0,3)", drawn.ToString());
        var same = new BlockSpace { Nodes = 4, Scales = [0] }.Sample(new RandomStream(0, "golden"));
        Assert.Equal(drawn, same);
    }

    [Fact]
    public void Impossible_values_are_named()
    {
        static string Error(Func<object> make) => Assert.Throws<GhnException>(make).Message;
        Assert.Contains("Scales = [0, 3]", Error(() => new BlockSpace { Scales = [0, 3] }));
        Assert.Contains("Scales = []", Error(() => new BlockSpace { Scales = [] }));
        Assert.Contains("ExitProbability = 1.5", Error(() => new BlockSpace { ExitProbability = 1.5 }));
        Assert.Contains("ExitProbability = NaN", Error(() => new BlockSpace { ExitProbability = double.NaN }));
        Assert.Contains(
            "Node 1 has scale -1",
            Error(() => new Architecture([new(Operator.Identity, [0]) { Scale = -1 }]))
        );
    }
}
