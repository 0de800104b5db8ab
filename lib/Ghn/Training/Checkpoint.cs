using System.Text.Json;
using Ghn.Hypernetworks;
using static TorchSharp.torch;

namespace Ghn.Training;

/// <summary>Keeps a hypernetwork, and reads what a training has left, to use it.</summary>
public static class Checkpoint
{
    /// <summary>
    /// Writes the hypernetwork's sizes and parameters into one file, whole or not at all: a third of a training's
    /// checkpoint, because nothing is kept that only training needs. Throws <see cref="GhnException"/> if it cannot be
    /// written.
    /// </summary>
    public static void SaveHypernetwork(GraphHyperNetwork ghn, string path)
    {
        var named = ghn.named_parameters().Select(p => (p.name, Value: (Tensor)p.parameter)).ToArray();
        var header = new CheckpointHeader(
            nameof(GraphHyperNetwork),
            JsonSerializer.SerializeToElement(new { Source = ghn.Options }, CheckpointHeader.Json),
            "",
            [],
            0,
            0,
            0,
            new Dictionary<int, double>(),
            named.Select(p => new StoredTensor(p.name, p.Value.shape)).ToArray()
        );
        CheckpointFile.Write(path, header, named.Select(p => p.Value).ToArray());
    }

    /// <summary>
    /// The graph hypernetwork of a file of <see cref="SaveHypernetwork"/> or of a checkpoint that <see cref="GhnTrainer"/> wrote, finished or not, on a device (null: the
    /// CPU). The caller owns it.
    /// Throws <see cref="GhnException"/> if there is no such file, or if it is damaged or something else.
    /// </summary>
    public static GraphHyperNetwork LoadHypernetwork(string path, Device? device = null)
    {
        var file = Read(path, nameof(GraphHyperNetwork));
        var options = file.Header.Options.GetProperty(nameof(GhnTrainer.Identity.Source));
        var ghn = new GraphHyperNetwork(options.Deserialize<GhnOptions>(CheckpointHeader.Json)!, device: device);
        try
        {
            file.CopyTo(ghn.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).ToArray());
        }
        catch
        {
            ghn.Dispose();
            throw;
        }
        return ghn;
    }

    internal static CheckpointFile Read(string path, string kind)
    {
        var file =
            CheckpointFile.Read(path)
            ?? throw new GhnException($"There is no checkpoint {path}; train first, or name another file.");
        return file.Header.Kind == kind
            ? file
            : throw new GhnException(
                $"The checkpoint {path} holds a {file.Header.Kind}, not a {kind}; name another file."
            );
    }
}
