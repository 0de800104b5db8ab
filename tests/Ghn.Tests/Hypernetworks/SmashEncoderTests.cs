using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Operators;
using Ghn.Spaces;
using static TorchSharp.torch;

namespace Ghn.Tests.Hypernetworks;

public sealed class SmashEncoderTests
{
    private static readonly NetworkOptions Chain = new() { Blocks = 2, ReductionsAfter = [1] };

    [Fact]
    public void At_first_the_mlp_and_each_learned_vector_have_variance_one_and_an_embedding_too()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var sizes = new SmashOptions { EmbeddingSize = 512, Hidden = 512 };
        var (embeddings, codes) = (new List<double>(), new List<double>());
        for (var seed = 0; seed < 4; seed++)
        {
            using var flat = new SmashHypernetwork(sizes, seed);
            using var batch = Batch(new BlockSpace { Nodes = 3 + 4 * seed }.Sample(new RandomStream(seed, "t")));
            var h = flat.Embed(batch); // [rows, D]
            Tensor Vector(string name, int row) => flat.get_parameter($"_flat.{name}.weight")![row];
            // The stem, row 0, is not searched and stands in the first block. What is left of it is the MLP's output.
            var ofStem = Vector("_embedOperator", Operator.BuiltIn.ToList().IndexOf(Operator.Stem))
                .Plus(Vector("_embedPosition", 0))
                .Plus(Vector("_embedBlock", 0));
            codes.Add(Variance(h[0].Times(2).Minus(ofStem)));
            embeddings.Add(Variance(h));
            foreach (var name in new[] { "_embedOperator", "_embedPosition", "_embedBlock" })
                Assert.InRange(Variance(flat.get_parameter($"_flat.{name}.weight")!), 0.9, 1.1);
        }
        Assert.InRange(codes.Average(), 0.9, 1.1); // was 2.7, with the decoder's gain
        Assert.InRange(embeddings.Average(), 0.9, 1.1);
    }

    [Fact]
    public void Scales_and_exits_are_not_in_the_code_and_an_exit_is_a_classifier_at_its_nodes_position()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var flat = new SmashHypernetwork(new SmashOptions());
        var plain = new BlockNode(Operator.MaxPool3x3, [0]);
        Tensor Embed(BlockNode node)
        {
            using var batch = Batch(new Architecture([node]));
            return flat.Embed(batch);
        }
        var before = Embed(plain);
        Assert.True(before.equal(Embed(plain with { Scale = 1 })).all().item<bool>());
        var after = Embed(plain with { Exit = true });
        // Rows of the first block: stem, input, node, its exit, output; without the exit one fewer.
        Assert.Equal(before.shape[0] + 2, after.shape[0]); // one in each block
        Assert.True(before[2].equal(after[2]).all().item<bool>());
        Assert.True(before[3].equal(after[4]).all().item<bool>());
    }

    private static GraphBatch Batch(Architecture architecture) => new([new ComputationGraph(architecture, Chain)]);

    private static double Variance(Tensor x) => x.var(unbiased: false).item<float>();
}
