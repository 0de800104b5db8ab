namespace Ghn.Training;

/// <summary>The definition of one training: its step, its state, and its identity.</summary>
internal sealed record TrainingJob(
    string Kind, // of these three, a checkpoint with another one is refused
    object Options, // every one that changes a number
    string Data, // checksum
    int Steps,
    double LearningRate, // for the message if the loss stays not finite
    IReadOnlyList<(string Name, Tensor Value)> State, // all that a step changes
    Func<int, (double Loss, bool Finite)> Step, // of the number of steps so far; changes nothing if not finite
    Func<int, double?> Measure // of the number of steps so far: the accuracy, or null on steps that do not measure
);

/// <summary>
/// The loop around the steps of any training. It reports progress, stops if the loss remains non-finite, writes
/// checkpoints and resumes from them.
/// </summary>
internal sealed class TrainingLoop
{
    /// <summary>Number of consecutive steps without a finite gradient after which the training stops.</summary>
    private const int PatienceWithNonFinite = 50;

    private readonly TrainingJob _job;
    private readonly CheckpointOptions? _checkpoint;
    private readonly JsonElement _options;
    private readonly List<double> _losses = [];
    private readonly SortedDictionary<int, double> _accuracies = [];
    private int _skipped;
    private int _skippedInARow;
    private int _completed;
    private int _written = -1;

    public TrainingLoop(TrainingJob job, CheckpointOptions? checkpoint)
    {
        (_job, _checkpoint) = (job, checkpoint);
        _options = JsonSerializer.SerializeToElement(job.Options, CheckpointHeader.Json);
    }

    /// <summary>
    /// Resumes from a checkpoint of the same training and runs the remaining steps. Earlier steps are reported first,
    /// so that a curve is complete. On cancellation a last checkpoint is written. Before the first step it throws
    /// <see cref="GhnException"/> if another training uses the checkpoint, or if it cannot be written.
    /// </summary>
    public TrainingTrace Run(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        using var claim = _checkpoint is null ? null : CheckpointFile.Begin(_checkpoint);
        if (_checkpoint is not null && CheckpointFile.Read(_checkpoint.Path) is { } file)
            TakeUp(file, _checkpoint.Path);
        var points = new List<TrainingProgress>();
        void Complete(int step, bool isEarlier = false)
        {
            double? accuracy = _accuracies.TryGetValue(step, out var measured) ? measured : null;
            points.Add(new TrainingProgress(step, _job.Steps, _losses[step - 1], accuracy));
            progress?.Report(points[^1] with { IsEarlier = isEarlier });
        }
        for (var step = 1; step <= _completed; step++)
            Complete(step, isEarlier: true);
        try
        {
            while (true)
            {
                if (_completed < _losses.Count)
                {
                    if (_job.Measure(_losses.Count) is { } accuracy)
                        _accuracies.Add(_losses.Count, accuracy);
                    Complete(++_completed);
                }
                if (_completed == _job.Steps)
                    break;
                if (_checkpoint is { Every: > 0 } && _completed % _checkpoint.Every == 0 && _completed > 0)
                    Write();
                cancellation.ThrowIfCancellationRequested();
                Step();
            }
        }
        catch (OperationCanceledException)
        {
            Write();
            throw;
        }
        Write();
        return new TrainingTrace(points, _skipped);
    }

    private void Step()
    {
        var (loss, finite) = _job.Step(_losses.Count);
        _losses.Add(loss);
        _skipped += finite ? 0 : 1;
        _skippedInARow = finite ? 0 : _skippedInARow + 1;
        if (_skippedInARow == PatienceWithNonFinite)
            throw new GhnException(
                $"The loss was not finite for {_skippedInARow} consecutive steps (step {_losses.Count}); "
                    + $"lower LearningRate = {_job.LearningRate}."
            );
    }

    private void Write()
    {
        if (_checkpoint is null || _losses.Count == _written && _completed == _written)
            return;
        var header = new CheckpointHeader(
            _job.Kind,
            _options,
            _job.Data,
            _losses,
            _skipped,
            _skippedInARow,
            _completed,
            _accuracies
        );
        CheckpointFile.Write(_checkpoint.Path, header, _job.State);
        _written = _completed;
    }

    private void TakeUp(CheckpointFile file, string path)
    {
        var header = file.Header;
        GhnException Refused(string what, string there, string here) =>
            new(
                $"The checkpoint {path} belongs to another training: {what} is {there} there and {here} here; "
                    + "use the same value, use another file, or delete it to start over."
            );
        if (header.Kind != _job.Kind)
            throw Refused("the trained type", header.Kind, _job.Kind);
        if (OptionDifference.First(_options, header.Options) is var (name, here, there))
            throw Refused(name, there, here);
        if (header.Data != _job.Data)
            throw Refused("the checksum of the data", header.Data, _job.Data);
        file.CopyTo(_job.State);
        _losses.AddRange(header.Losses);
        foreach (var (step, accuracy) in header.Accuracies)
            _accuracies.Add(step, accuracy);
        (_skipped, _skippedInARow, _completed) = (header.Skipped, header.SkippedInARow, header.Completed);
        _written = _completed;
    }
}
