using Ghn.Graphs;
using Ghn.Networks;
using Ghn.Weights;

namespace Ghn.Search;

/// <summary>
/// Zero-cost proxies: scores of networks that are not trained. A surrogate that ranks architectures no better than these has
/// learned nothing about them. Higher means "predicted to be more accurate".
/// </summary>
/// <remarks>
/// Networks have random weights (He et al. 2015), which follow from a seed, and the norms use the statistics of the batch.
/// Definitions follow the publications and NAS-Bench-Suite-Zero (Krishnakumar et al. 2022), which compares them. An
/// operator of your own counts in <see cref="Nwot"/> if its <see cref="Operator.Rectifies"/> says so.
/// </remarks>
public static class ZeroCostScores
{
    /// <summary>Number of free scalars of the network.</summary>
    public static double ParameterCount(ComputationGraph graph) => graph.ParameterCount;

    /// <summary>Multiply-adds of the network for one image.</summary>
    public static double MultiplyAdds(ComputationGraph graph) => graph.MultiplyAdds;

    /// <summary>Depth: the largest number of convolution nodes and linear layers on a path from image to logits.</summary>
    public static double Depth(ComputationGraph graph)
    {
        var withWeights = graph.Parameters.Where(p => p.Kind.Start is null).Select(p => p.Node).ToHashSet();
        var depth = new int[graph.Nodes.Count];
        foreach (var node in graph.Nodes)
            depth[node.Index] =
                node.Inputs.Select(u => depth[u]).DefaultIfEmpty(0).Max() + (withWeights.Contains(node.Index) ? 1 : 0);
        return depth.Max();
    }

    /// <summary>
    /// NWOT (Mellor et al. 2021): log |det K|. K[i, j] is the number of ReLUs that are on for both images or off for both. It
    /// is large if the images switch on different ReLUs.
    /// </summary>
    /// <param name="graph">The network.</param>
    /// <param name="images">[B, 3, H, W], as for <see cref="Executor.Run"/>.</param>
    /// <param name="seed">Seed of the weights.</param>
    public static double Nwot(ComputationGraph graph, Tensor images, long seed = 0)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var relus = graph.Nodes.Where(n => n.Operator.Rectifies).SelectMany(n => n.Inputs);
        relus = relus.Concat(graph.Nodes.Where(n => n.Operator == Operator.Relu).Select(n => n.Index));
        var counts = relus.GroupBy(u => u).ToDictionary(u => u.Key, u => u.Count()); // of each node's output
        var kernel = zeros(images.shape[0], images.shape[0], float64, device: images.device);
        void Observe(GraphNode node, Tensor output)
        {
            if (!counts.TryGetValue(node.Index, out var count))
                return;
            using var inner = NewDisposeScope();
            var on = F.relu(output).sign().flatten(1); // [B, C·H·W]
            var off = on.logical_not().to(float32);
            kernel.AddInPlace(on.mm(on.t()).Plus(off.mm(off.t())).Times(count).to(float64));
        }
        Executor.Run(Weights(graph, seed, images.device), images, observe: Observe);
        return linalg.slogdet(kernel).Item2.item<double>();
    }

    /// <summary>
    /// Jacov (Mellor et al. 2020): how little the gradients of the logits by different images correlate;
    /// −Σ log(λ + k) + 1 / (λ + k) over the eigenvalues λ of the correlations, k = 1e-5. Arguments as in <see cref="Nwot"/>.
    /// </summary>
    public static double Jacov(ComputationGraph graph, Tensor images, long seed = 0)
    {
        const double Small = 1e-5;
        using var gradients = enable_grad();
        using var scope = NewDisposeScope();
        var x = images.detach().clone().requires_grad_();
        Executor.Run(Weights(graph, seed, x.device), x).sum().backward();
        if (x.grad is not { } gradient)
            return double.NegativeInfinity;
        var correlations = gradient.flatten(1).to(float64).corrcoef(); // [B, B]
        var values = linalg.eigvalsh(correlations.nan_to_num(0)).data<double>();
        return -values.Sum(v => Math.Log(Math.Max(v, 0) + Small) + 1 / (Math.Max(v, 0) + Small));
    }

    /// <summary>
    /// Grad-norm (Abdelfattah et al. 2021): the sum over kernels of the norm of their gradient of the cross-entropy.
    /// <paramref name="labels"/>: int64 [B]; the other arguments as in <see cref="Nwot"/>.
    /// </summary>
    public static double GradNorm(ComputationGraph graph, Tensor images, Tensor labels, long seed = 0) =>
        OfGradients(graph, images, labels, seed, (_, gradient) => gradient.norm());

    /// <summary>
    /// SNIP (Lee et al. 2019): Σ |w · ∂L/∂w| over all weights w of kernels. Arguments as in <see cref="GradNorm"/>.
    /// </summary>
    public static double Snip(ComputationGraph graph, Tensor images, Tensor labels, long seed = 0) =>
        OfGradients(graph, images, labels, seed, (weight, gradient) => weight.mul(gradient).abs().sum());

    /// <summary>
    /// Synflow (Tanaka et al. 2020): log Σ |w · ∂R/∂w|. R is the sum of the logits for an image of ones, with absolute
    /// weights and without norms. It needs no data.
    /// </summary>
    public static double Synflow(ComputationGraph graph, long seed = 0)
    {
        using var gradients = enable_grad();
        using var scope = NewDisposeScope();
        var tensors = Weights(graph, seed, CPU).Tensors.Select(w => w.to(float64).abs().requires_grad_()).ToArray();
        var image = ones([1, 3, graph.ImageSize, graph.ImageSize], float64, device: CPU);
        using var noNorms = NormStatistics.Neutral(graph, float64);
        Executor.Run(new WeightSet(graph, tensors), image, noNorms).sum().backward();
        var kernels = Kernels(graph, tensors).Where(w => w.grad is not null);
        return Math.Log(kernels.Sum(w => w.detach().mul(w.grad!).sum().item<double>()));
    }

    private static double OfGradients(
        ComputationGraph graph,
        Tensor images,
        Tensor labels,
        long seed,
        Func<Tensor, Tensor, Tensor> measure
    )
    {
        using var gradients = enable_grad();
        using var scope = NewDisposeScope();
        var weights = Weights(graph, seed, images.device);
        foreach (var tensor in weights.Tensors)
            tensor.requires_grad_();
        F.cross_entropy(Executor.Run(weights, images), labels).backward();
        var kernels = Kernels(graph, weights.Tensors).Where(w => w.grad is not null);
        return kernels.Sum(w => measure(w.detach(), w.grad!).to(float64).item<double>());
    }

    /// <summary>The weights of convolutions and linear layers, without biases, scales and shifts.</summary>
    private static IEnumerable<Tensor> Kernels(ComputationGraph graph, IReadOnlyList<Tensor> tensors) =>
        graph.Parameters.Zip(tensors).Where(p => p.First.Kind.Start is null).Select(p => p.Second);

    private static WeightSet Weights(ComputationGraph graph, long seed, Device device)
    {
        using var batch = new GraphBatch([graph], device);
        return new RandomWeights(seed, device).Generate(batch)[0];
    }
}
