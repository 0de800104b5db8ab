using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Spaces;
using Ghn.Weights;

namespace Ghn.Training;

/// <summary>Keeps a trainable weight source, and reads what a training has left, to use it.</summary>
public static class Checkpoint
{
    /// <summary>
    /// Writes the source's options and parameters into one file, whole or not at all: a third of a training's
    /// checkpoint, because nothing is kept that only training needs. Throws <see cref="GhnException"/> if it cannot be
    /// written.
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="path">The file, in the safetensors layout.</param>
    /// <param name="trainedOn">The networks for which it was trained, to be kept as well; null: not told.</param>
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
    /// The source of a file of <see cref="Save"/> or of a checkpoint that <see cref="GhnTrainer"/> wrote, finished or
    /// not, of the type and with the options that it had, on a device (null: the CPU). The caller owns it. Throws
    /// <see cref="GhnException"/> if there is no such file, or if it is damaged or something else.
    /// </summary>
    public static TrainableWeightSource Load(string path, Device? device = null) => Filled(Read(path), path, device);

    /// <summary>
    /// The networks for which the source of a file was trained, as far as it was told: its weights are made for these, and
    /// others get what it happens to give. Null: not told.
    /// </summary>
    public static NetworkOptions? TrainedOn(string path) =>
        Read(path).Header.Options.TryGetProperty(nameof(GhnTrainer.Identity.Training), out var training)
        && training.TryGetProperty(nameof(GhnTrainingOptions.Network), out var network)
            ? network.Deserialize<NetworkOptions>(CheckpointHeader.Json)
            : null;

    /// <summary>
    /// As <see cref="Load"/>; a source that is no graph hypernetwork is refused as well. With <paramref name="operators"/>, it
    /// knows these besides those that it was trained with: what they add to its parameters begins as in one that was just made.
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
    /// Reads the parameters of a source of one's own, which was made with the options that it had. Throws
    /// <see cref="GhnException"/> as <see cref="Load"/>, and if it is of another type or has other options.
    /// </summary>
    public static void LoadInto(TrainableWeightSource source, string path)
    {
        var file = Read(path, source.GetType().Name);
        var options = JsonSerializer.SerializeToElement(new { Source = source.Settings }, CheckpointHeader.Json);
        const string kept = nameof(GhnTrainer.Identity.Source);
        var difference = OptionDifference.First(file.Header.Options.GetProperty(kept), options.GetProperty(kept));
        if (difference is var (name, there, here))
            throw new GhnException(
                $"The source in {path} was made with {name} = {there}, this one with {here}: make it with the same options."
            );
        file.CopyTo(Named(source));
    }

    internal static CheckpointFile Read(string path, string kind)
    {
        var file = Read(path);
        return file.Header.Kind == kind
            ? file
            : throw new GhnException(
                $"The checkpoint {path} holds a {file.Header.Kind}, not a {kind}; name another file."
            );
    }

    private static CheckpointFile Read(string path) =>
        CheckpointFile.Read(path)
        ?? throw new GhnException($"There is no checkpoint {path}; train first, or name another file.");

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
                $"The checkpoint {path} holds one trained network, no source of weights for others; "
                    + "read it by TrainedNetwork.Load."
            ),
            _ => throw new GhnException(
                $"The checkpoint {path} holds a {header.Kind}, which this version does not know; "
                    + "read it with the version that wrote it, or name another file."
            ),
        };
    }

    private static (string Name, Tensor Value)[] Named(TrainableWeightSource source) =>
        source.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).ToArray();
}
