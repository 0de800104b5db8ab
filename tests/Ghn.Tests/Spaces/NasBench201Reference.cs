using Ghn.Architectures;
using Ghn.Operators;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ghn.Tests.Spaces;

/// <summary>
/// A network of NAS-Bench-201 as its publication defines it, on torch's own functions. It takes the weights in the order of
/// the graph's tensors: node by node, a cell's edges by the node that they enter.
/// </summary>
internal sealed class NasBench201Reference(NasBench201Cell cell, Queue<Tensor> weights, bool affine)
{
    public Tensor Run(Tensor images, int cells)
    {
        var x = Norm(F.conv2d(images, weights.Dequeue(), padding: [1, 1]));
        for (var stage = 0; stage < 3; stage++)
        {
            if (stage > 0)
            {
                var half = Convolution(x, stride: 2);
                var whole = Convolution(half);
                x = whole.Plus(F.conv2d(F.avg_pool2d(x, 2), weights.Dequeue()));
            }
            for (var i = 0; i < cells; i++)
                x = Cell(x);
        }
        x = F.relu(Norm(x)).mean([2, 3]);
        return F.linear(x, weights.Dequeue(), weights.Dequeue());
    }

    private Tensor Cell(Tensor input)
    {
        var nodes = new Tensor?[] { input, null, null, null };
        for (var to = 1; to < 4; to++)
            foreach (var ((from, _), on) in NasBench201Cell.Edges.Zip(cell.OnEdges).Where(e => e.First.To == to))
                if (on is not null)
                    nodes[to] = nodes[to] is { } sum ? sum.Plus(Edge(on, nodes[from]!)) : Edge(on, nodes[from]!);
        return nodes[3]!;
    }

    private Tensor Edge(Operator on, Tensor x) =>
        on == Operator.Identity ? x
        : on == Operator.AveragePool3x3WithoutPadding
            ? F.avg_pool2d(x, 3, stride: 1, padding: 1, count_include_pad: false)
        : Convolution(x, padding: on == Operator.Convolution3x3 ? 1 : 0);

    private Tensor Convolution(Tensor x, int stride = 1, int padding = 1) =>
        Norm(F.conv2d(F.relu(x), weights.Dequeue(), strides: [stride, stride], padding: [padding, padding]));

    private Tensor Norm(Tensor x)
    {
        var (scale, shift) = affine ? (weights.Dequeue(), weights.Dequeue()) : (null, null);
        return F.batch_norm(x, null, null, scale, shift, training: true);
    }
}
