namespace Ghn.Operators;

/// <summary>One node of the whole network.</summary>
/// <param name="Index">Position in topological order.</param>
/// <param name="Operator">What it computes.</param>
/// <param name="Block">Its block, from 0. A stem or reduction belongs to the block that follows it.</param>
/// <param name="Inputs">Indices of the nodes it reads.</param>
/// <param name="InputChannels">Channels of each input; for a concatenation the sum over its inputs.</param>
/// <param name="InputSize">Height and width of its inputs; inputs of another size are resized first.</param>
/// <param name="OutputChannels">Channels of its output (classes for the classifier).</param>
/// <param name="OutputSize">Height and width of its output (1 for the classifier).</param>
/// <param name="Stride">Stride of its convolution.</param>
public sealed record GraphNode(
    int Index,
    Operator Operator,
    [property: JsonPropertyName("Segment")] int Block, // its name in stored networks
    IReadOnlyList<int> Inputs,
    int InputChannels,
    int InputSize,
    int OutputChannels,
    int OutputSize,
    int Stride
)
{
    internal long Pixels => (long)OutputSize * OutputSize;

    /// <summary>Numbers in its output, for one image.</summary>
    internal long OutputCount => Pixels * OutputChannels;

    /// <summary>Numbers in an input of the size of its output, for one image.</summary>
    internal long InputCount => Pixels * InputChannels;
}
