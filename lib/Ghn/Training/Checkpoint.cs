using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Spaces;
using Ghn.Weights;

namespace Ghn.Training;

/// <summary>Saves trainable weight sources, and loads them from such files or from training checkpoints.</summary>
public static class Checkpoint
{
    /// <summary>
    /// Writes the source's options and parameters to one file, atomically. The file is a third of a training
    /// checkpoint, because it has no training state. Throws <see cref="GhnException"/> if it cannot be written.
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="path">The file, in the safetensors layout.</param>
    /// <param name="trainedOn">The networks for which it was trained, stored as well; null: unknown.</param>
    public static void Save(TrainableWeightSource source, string path, NetworkOptions? trainedOn = null)
    {
        var header = new CheckpointHeader(
            source.GetType().Name,
            JsonSerializer.SerializeToElement(
                new { Source = source.Settings, Training = new { Network = trainedOn } }, // places as in a training's checkpoint
                CheckpointHeader.Json
            ),
            "",
            [],
            0,
            0,
            0,
            new Dictionary<int, double>()
        );
        CheckpointFile.Write(path, header, Named(source));
    }

    /// <summary>
    /// Loads a source from a file of <see cref="Save"/> or from a checkpoint of <see cref="GhnTrainer"/>, finished or
    /// not, on a device (null: the CPU). Type and options are those in the file. The caller owns the source. Throws
    /// <see cref="GhnException"/> if the file is missing, damaged or of another kind.
    /// </summary>
    public static TrainableWeightSource Load(string path, Device? device = null) => Filled(Read(path), path, device);

    /// <summary>
    /// The networks for which the source in a file was trained; null: unknown. Its weights are meant only for these
    /// networks.
    /// </summary>
    public static NetworkOptions? TrainedOn(string path) =>
        Read(path).Header.Options.TryGetProperty(nameof(GhnTrainer.Identity.Training), out var training)
        && training.TryGetProperty(nameof(GhnTrainingOptions.Network), out var network)
            ? network.Deserialize<NetworkOptions>(CheckpointHeader.Json)
            : null;

    /// <summary>
    /// As <see cref="Load"/>, but throws if the source is not a graph hypernetwork. It also knows the given
    /// <paramref name="operators"/>; their additional parameters have initial values.
    /// </summary>
    public static GraphHyperNetwork LoadHypernetwork(
        string path,
        Device? device = null,
        IReadOnlyList<Operator>? operators = null
    )
    {
        var file = Read(path, nameof(GraphHyperNetwork));
        var ghn = (GraphHyperNetwork)Filled(file, path, device);
        if (operators is null)
            return ghn;
        using (ghn)
        {
            var known = ghn.Options.Operators ?? [];
            var larger = new GraphHyperNetwork(
                ghn.Options with
                {
                    Operators = [.. known, .. operators.Except(known)],
                },
                device: device
            );
            file.CopyTo(Named(larger), growing: true);
            return larger;
        }
    }

    /// <summary>
    /// Loads parameters into your own source, which must have the same options as the stored one. Throws
    /// <see cref="GhnException"/> as <see cref="Load"/>, and if type or options differ.
    /// </summary>
    public static void LoadInto(TrainableWeightSource source, string path)
    {
        var file = Read(path, source.GetType().Name);
        var options = JsonSerializer.SerializeToElement(new { Source = source.Settings }, CheckpointHeader.Json);
        const string kept = nameof(GhnTrainer.Identity.Source);
        var difference = OptionDifference.First(file.Header.Options.GetProperty(kept), options.GetProperty(kept));
        if (difference is var (name, there, here))
            throw new GhnException(
                $"The source in {path} has {name} = {there}, but this one has {here}: create it with the same options."
            );
        file.CopyTo(Named(source));
    }

    internal static CheckpointFile Read(string path, string kind)
    {
        var file = Read(path);
        return file.Header.Kind == kind
            ? file
            : throw new GhnException(
                $"The checkpoint {path} contains a {file.Header.Kind}, not a {kind}; use another file."
            );
    }

    private static CheckpointFile Read(string path) =>
        CheckpointFile.Read(path)
        ?? throw new GhnException($"The checkpoint {path} does not exist; train first, or use another file.");

    private static TrainableWeightSource Filled(CheckpointFile file, string path, Device? device)
    {
        var source = Empty(file.Header, path, device);
        try
        {
            file.CopyTo(Named(source));
        }
        catch
        {
            source.Dispose();
            throw;
        }
        return source;
    }

    /// <summary>A source of the stored kind with the stored options; its parameters are still to be filled in.</summary>
    private static TrainableWeightSource Empty(CheckpointHeader header, string path, Device? device)
    {
        T Options<T>(params string[] place) =>
            place
                .Aggregate(header.Options, (element, name) => element.GetProperty(name))
                .Deserialize<T>(CheckpointHeader.Json)!;
        const string source = nameof(GhnTrainer.Identity.Source);
        return header.Kind switch
        {
            nameof(GraphHyperNetwork) => new GraphHyperNetwork(Options<GhnOptions>(source), device: device),
            nameof(SmashHypernetwork) => new SmashHypernetwork(Options<SmashOptions>(source), device: device),
            nameof(OperatorHypernetwork) => new OperatorHypernetwork(
                Options<OperatorHypernetworkOptions>(source),
                device: device
            ),
            nameof(OneShotWeights) => new OneShotWeights(
                Options<BlockSpace>(source, nameof(OneShotWeights.Space)),
                Options<NetworkOptions>(source, nameof(OneShotWeights.Network)),
                device: device
            ),
            TrainedNetwork.Kind => throw new GhnException(
                $"The checkpoint {path} contains one trained network, not a source of weights; "
                    + "load it with TrainedNetwork.Load."
            ),
            _ => throw new GhnException(
                $"The checkpoint {path} contains a {header.Kind}, which this version does not know; "
                    + "load it with the version that wrote it, or use another file."
            ),
        };
    }

    private static (string Name, Tensor Value)[] Named(TrainableWeightSource source) =>
        source.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).ToArray();
}
