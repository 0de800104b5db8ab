namespace Ghn.Operators;

internal sealed class Concatenation() : Operator("Concatenation", "concat", "concatenation, ReLU")
{
    /// <summary>With several inputs its output has more channels than the block.</summary>
    public override bool CanBeSearched => false;

    public override Tensor Run(NodePass pass) => cat([.. pass.Inputs], 1);
}

internal sealed class Relu() : Operator("Rectifier", "relu", "concatenation, ReLU")
{
    public override bool KeepsZeroChannels => true;

    public override Tensor Run(NodePass pass) => F.relu(pass.Sum());
}

internal sealed class Identity() : Operator("Identity", "identity")
{
    public override bool KeepsZeroChannels => true;

    public override Tensor Run(NodePass pass) => pass.Sum();
}
