namespace Ghn.Operators;

internal sealed class AveragePool3x3() : Operator("AveragePool3x3", "avg 3×3", "pooling")
{
    public override bool KeepsZeroChannels => true;

    public override Tensor Run(NodePass pass) => pass.Pool3x3(pass.Sum(), maximum: false);
}

internal sealed class MaxPool3x3() : Operator("MaxPool3x3", "max 3×3", "pooling")
{
    public override bool KeepsZeroChannels => true;

    /// <summary>Includes the maxima of each input and their indices, 8 bytes each.</summary>
    public override double KeptForGradient(GraphNode node) =>
        base.KeptForGradient(node) + 3.0 * node.InputCount * node.Inputs.Count;

    public override Tensor Run(NodePass pass) => pass.Sum(x => pass.Pool3x3(x, maximum: true));
}
