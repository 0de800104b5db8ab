using Ghn.Graphs;

namespace Ghn.Training;

/// <summary>
/// An auxiliary classifier on a feature map in the middle of a network. It helps the early layers to learn and is
/// discarded after training. As in NASNet and DARTS: ReLU, pooling to 2×2, 1×1 convolution to 128 channels, norm, ReLU,
/// 2×2 convolution to 768, norm, ReLU, linear layer.
/// </summary>
/// <remarks>
/// Differs: there a 5×5 pooling with stride 3 reduces 8×8 to 2×2; here a map of any size is pooled to 2×2. The norms
/// have no scale and shift.
/// </remarks>
internal sealed class AuxiliaryHead : IDisposable
{
    private const int Narrow = 128,
        Wide = 768;

    private readonly Tensor _narrow; // [128, C, 1, 1]
    private readonly Tensor _wide; // [768, 128, 2, 2]
    private readonly Tensor _weight; // [classes, 768]
    private readonly Tensor _bias; // [classes]

    /// <summary>A head for a network; all its parameters follow from the seed.</summary>
    public AuxiliaryHead(ComputationGraph graph, long seed, Device device)
    {
        // Two thirds of the depth: in a chain of 18 blocks, the first one at the smallest resolution.
        var block = 2 * graph.BlockCount / 3;
        var node = graph.Nodes.Last(n => n.Block == block && !graph.Exits.Contains(n));
        Node = node.Index;
        Tensor Make(string name, double gain, params long[] shape)
        {
            var fanIn = shape.Skip(1).Aggregate(1L, (a, b) => a * b);
            var values = new RandomStream(seed, "auxiliary " + name).Normal((int)(shape[0] * fanIn));
            return tensor(values, shape, device: device).Times(Math.Sqrt(gain / fanIn)).DetachFromDisposeScope();
        }
        using var scope = NewDisposeScope();
        _narrow = Make("narrow", 2, Narrow, node.OutputChannels, 1, 1);
        _wide = Make("wide", 2, Wide, Narrow, 2, 2);
        _weight = Make("weight", 1, graph.Exits[^1].OutputChannels, Wide);
        _bias = zeros(graph.Exits[^1].OutputChannels, device: device).DetachFromDisposeScope();
    }

    public int Node { get; }

    public IReadOnlyList<(string Name, Tensor Value)> Parameters =>
        [
            ("auxiliary, 1×1", _narrow),
            ("auxiliary, 2×2", _wide),
            ("auxiliary, linear", _weight),
            ("auxiliary, bias", _bias),
        ];

    /// <summary>Logits [B, classes] from the node's output [B, C, H, W].</summary>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor Norm(Tensor y) => F.batch_norm(y, null, null, null, null, training: true);
        x = F.adaptive_avg_pool2d(F.relu(x), 2); // [B, C, 2, 2]
        x = F.relu(Norm(Conv2d.Apply(x, _narrow))); // [B, 128, 2, 2]
        x = F.relu(Norm(Conv2d.Apply(x, _wide))); // [B, 768, 1, 1]
        return F.linear(x.flatten(1), _weight, _bias).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var (_, value) in Parameters)
            value.Dispose();
    }
}
