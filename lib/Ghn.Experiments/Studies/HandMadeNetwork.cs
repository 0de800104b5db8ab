using System.Text.Json.Serialization;
using Ghn.Graphs.HandMade;

namespace Ghn.Experiments.Studies;

/// <summary>A network made by hand: one of the three kinds.</summary>
public sealed record HandMadeNetwork
{
    /// <summary>Multi-scale dense network.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MsdNetOptions? MsdNet { get; init; }

    /// <summary>Residual network.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ResNetOptions? ResNet { get; init; }

    /// <summary>Densely connected network.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DenseNetOptions? DenseNet { get; init; }

    /// <summary>Builds it. Throws <see cref="GhnException"/> if it is none of them.</summary>
    public ComputationGraph Build() =>
        MsdNet is not null ? Graphs.HandMade.MsdNet.Build(MsdNet)
        : ResNet is not null ? Graphs.HandMade.ResNet.Build(ResNet)
        : DenseNet is not null ? Graphs.HandMade.DenseNet.Build(DenseNet)
        : throw new GhnException("A network made by hand needs MsdNet, ResNet or DenseNet: give one.");
}
