using Ghn.Architectures;
using Ghn.Experiments.Studies;
using Ghn.Gnn;
using Ghn.Operators;

namespace Ghn.Tests.Experiments.Studies;

public sealed class ReceptiveFieldTests
{
    private const int Length = 5,
        Before = 2; // stem and block input

    private static readonly Architecture Chain = new(
        Enumerable.Range(0, Length).Select(i => new BlockNode(Operator.Convolution1x1, [i])).ToArray()
    );

    /// <summary>In a chain, who hears of whom after one phase can be said without computing anything.</summary>
    [Theory]
    [InlineData(PropagationScheme.ForwardBackward)]
    [InlineData(PropagationScheme.Forward)]
    [InlineData(PropagationScheme.Backward)]
    [InlineData(PropagationScheme.Synchronous)]
    public void Along_a_chain_messages_go_where_the_scheme_sends_them(PropagationScheme scheme)
    {
        var heard = ReceptiveField.Of(new GnnOptions { Scheme = scheme, Phases = 1 }, Chain);
        for (var i = 0; i < heard.GetLength(0); i++)
        for (var j = 0; j < heard.GetLength(1); j++)
        {
            var distance = j - (i + Before);
            var expected = scheme switch
            {
                PropagationScheme.Forward => distance >= 0,
                PropagationScheme.Backward => distance <= 0,
                PropagationScheme.Synchronous => Math.Abs(distance) <= 1,
                _ => true,
            };
            Assert.True(expected == heard[i, j], $"{scheme}: {i} to {j}");
        }
    }

    [Fact]
    public void A_synchronous_network_needs_as_many_steps_as_the_longest_way()
    {
        var synchronous = new GnnOptions { Scheme = PropagationScheme.Synchronous };
        Assert.Equal(Length + 1, ReceptiveField.PhasesToAll(synchronous, Chain)); // the last node of the block and the stem
        Assert.Equal(1, ReceptiveField.PhasesToAll(new GnnOptions(), Chain));
        Assert.Null(ReceptiveField.PhasesToAll(new GnnOptions { Scheme = PropagationScheme.Forward }, Chain, most: 4));
    }
}
