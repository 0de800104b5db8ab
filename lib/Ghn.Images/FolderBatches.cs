using Ghn.Data;
using TorchSharp;

namespace Ghn.Images;

/// <summary>
/// The batches of a training on files. While a step runs, the next batches are decoded one after the other, each on
/// several threads.
/// </summary>
internal sealed class FolderBatches(ImageFolder folder, EpochOrder order, long seed, torch.Device device)
    : ITrainingBatches
{
    private readonly SortedDictionary<int, Task<PixelBatch>> _ahead = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _last = Task.CompletedTask;

    public int StepsPerEpoch => order.StepsPerEpoch;

    public ImageBatch Batch(int number)
    {
        Task<PixelBatch> batch;
        lock (_ahead)
        {
            foreach (var passed in _ahead.Keys.Where(s => s < number || s > number + folder.Options.Ahead).ToArray())
                _ahead.Remove(passed);
            for (var next = number; next <= number + folder.Options.Ahead; next++)
                if (!_ahead.ContainsKey(next))
                    _ahead.Add(next, Start(next));
            batch = _ahead[number];
            _ahead.Remove(number);
        }
        return folder.ToTensors(batch.GetAwaiter().GetResult(), device);
    }

    /// <summary>Ends the decoding and waits for batches in progress.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        try
        {
            _last.Wait(CancellationToken.None);
        }
        catch (AggregateException) { } // nobody asked for these batches
        _stop.Dispose();
    }

    private Task<PixelBatch> Start(int step)
    {
        var indices = order.Batch(step); // on the caller's thread: it keeps the epoch's permutation
        RandomStream Stream(int i) => new(seed, $"image {i}", step);
        var made = _last.ContinueWith(
            _ => folder.Decode(indices, Stream),
            _stop.Token,
            TaskContinuationOptions.LazyCancellation, // what it waits for may be at work still
            TaskScheduler.Default
        );
        _last = made;
        return made;
    }
}
