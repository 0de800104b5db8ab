using Ghn.Hypernetworks;
using Ghn.Spaces;
using Ghn.Training;
using Ghn.Weights;
using TorchSharp;

namespace Ghn.Experiments.Studies;

/// <summary>What gives an unseen architecture its weights without training it.</summary>
public enum SurrogateKind
{
    /// <summary>The graph hypernetwork.</summary>
    GraphHyperNetwork,

    /// <summary><see cref="SmashHypernetwork"/>, under the name that it has in stored ledgers.</summary>
    FlatHypernetwork,

    /// <summary>A hypernetwork that sees a node's operator only.</summary>
    OperatorHypernetwork,

    /// <summary>Shared weights for every node and operator, as in ENAS (Pham et al. 2018).</summary>
    OneShot,
}

/// <summary>A surrogate: how it is made and trained, and on which architectures it is scored.</summary>
public sealed record SurrogateOptions
{
    /// <summary>What it is.</summary>
    public required SurrogateKind Kind { get; init; }

    /// <summary>Sizes of the graph hypernetwork; the others take embedding and decoder from here, so that they are as large.</summary>
    public required GhnOptions Hypernetwork { get; init; }

    /// <summary>How it is trained; its seed is the unit's.</summary>
    public required GhnTrainingOptions Training { get; init; }

    /// <summary>The space of the architectures that it is scored on.</summary>
    public required BlockSpace ScoredSpace { get; init; }

    /// <summary>Of a unit: SHA-256 of the architectures that it scored, in their order.</summary>
    public string? Scored { get; init; }

    /// <summary>Validation images for each of them.</summary>
    public int ScoringImages
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 5_000;

    /// <summary>Makes it, untrained; the caller owns it.</summary>
    public TrainableWeightSource Make(long seed, torch.Device device) =>
        Kind switch
        {
            SurrogateKind.FlatHypernetwork => new SmashHypernetwork(
                new SmashOptions { EmbeddingSize = Hypernetwork.Gnn.EmbeddingSize, Decoder = Hypernetwork.Decoder },
                seed,
                device
            ),
            SurrogateKind.OperatorHypernetwork => new OperatorHypernetwork(
                new OperatorHypernetworkOptions
                {
                    EmbeddingSize = Hypernetwork.Gnn.EmbeddingSize,
                    Decoder = Hypernetwork.Decoder,
                },
                seed,
                device
            ),
            SurrogateKind.OneShot => new OneShotWeights(ScoredSpace, Training.Network, seed, device),
            _ => new GraphHyperNetwork(Hypernetwork, seed, device),
        };
}
