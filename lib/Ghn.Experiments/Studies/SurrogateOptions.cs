using Ghn.Spaces;
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
/// <param name="Kind">What it is.</param>
/// <param name="Hypernetwork">Sizes of the graph hypernetwork; the others take embedding and decoder from here, so that they are as large.</param>
/// <param name="Training">How it is trained; its seed is the unit's.</param>
/// <param name="ScoredSpace">The space of the architectures that it is scored on.</param>
/// <param name="ScoringImages">Validation images for each of them.</param>
/// <param name="Scored">Of a unit: SHA-256 of the architectures that it scored, in their order.</param>
public sealed record SurrogateOptions(
    SurrogateKind Kind,
    GhnOptions Hypernetwork,
    GhnTrainingOptions Training,
    BlockSpace ScoredSpace,
    int ScoringImages,
    string? Scored = null
)
{
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
