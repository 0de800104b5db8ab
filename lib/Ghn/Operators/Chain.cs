namespace Ghn.Operators;

/// <summary>An operator that connects blocks to a network.</summary>
internal abstract class ChainOperator(string id, string name, string family) : Operator(id, name, family)
{
    protected const string Ends = "stem, reduction, classifier";

    public override bool CanBeSearched => false;

    public override bool KeepsZeroChannels => true;
}

internal sealed class Stem() : ChainOperator("Stem", "stem", Ends)
{
    public override bool HasNorm => true;

    public override bool TakesStride => true;

    public override IEnumerable<ParameterSpec> Parameters(GraphNode node) =>
        [ParameterSpec.Kernel(node, ParameterKind.Stem, 3)];

    public override long MultiplyAdds(GraphNode node) => 9 * node.InputCount * node.OutputChannels;

    public override Tensor Run(NodePass pass) =>
        pass.Norm(Conv2d.Apply(pass.Images, pass.Weight(ParameterKind.Stem), stride: pass.Node.Stride, padding: 1));
}

internal sealed class Reduction() : ChainOperator("Reduction", "reduce", Ends)
{
    public override bool Rectifies => true;

    public override bool HasNorm => true;

    public override IEnumerable<ParameterSpec> Parameters(GraphNode node) =>
        [ParameterSpec.Kernel(node, ParameterKind.Pointwise, 1)];

    public override long MultiplyAdds(GraphNode node) => node.InputCount * node.OutputChannels;

    public override Tensor Run(NodePass pass) => pass.SeparableNorm(input: F.avg_pool2d(pass.RectifiedSum(), 2));
}

internal sealed class BlockInput() : ChainOperator("BlockInput", "input", "block input")
{
    public override Tensor Run(NodePass pass) => pass.Sum();
}

internal sealed class BlockOutput() : ChainOperator("BlockOutput", "mean", "block output")
{
    public override Tensor Run(NodePass pass) =>
        pass.Inputs.Count == 1 ? pass.Sum() : pass.Sum().Over(pass.Inputs.Count);
}

internal sealed class Classifier() : ChainOperator("Classifier", "classifier", Ends)
{
    public override bool Rectifies => true;

    public override bool ChangesChannels => true;

    public override IEnumerable<ParameterSpec> Parameters(GraphNode node) =>
        [
            new(
                node.Index,
                ParameterKind.ClassifierWeight,
                [node.OutputChannels, node.InputChannels],
                node.InputChannels
            ),
            new(node.Index, ParameterKind.ClassifierBias, [node.OutputChannels], node.InputChannels),
        ];

    public override long MultiplyAdds(GraphNode node) => (long)node.InputChannels * node.OutputChannels;

    public override Tensor Run(NodePass pass) =>
        F.linear(
            Pooling.Global(pass.RectifiedSum()), // [B, C]
            pass.Weight(ParameterKind.ClassifierWeight),
            pass.Weight(ParameterKind.ClassifierBias)
        );
}
