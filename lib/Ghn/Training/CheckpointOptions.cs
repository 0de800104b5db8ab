namespace Ghn.Training;

/// <summary>Where a training keeps its state, so that a stopped one goes on where it was, bit for bit.</summary>
public sealed record CheckpointOptions
{
    /// <summary>
    /// The file. Where there is none, training begins; where there is one of the same training, it goes on from there.
    /// The last checkpoint, after the last step, is left.
    /// </summary>
    public required string Path
    {
        get;
        init =>
            field = string.IsNullOrWhiteSpace(value)
                ? throw new GhnException("Path = '' is impossible: name the file of the checkpoint.")
                : value;
    }

    /// <summary>Steps between two checkpoints; 0: only when training ends or is cancelled.</summary>
    public int Every
    {
        get;
        init => field = Require.AtLeast(0, value);
    } = 500;

    /// <summary>Whether somebody else sees to it that no second training works on the file; if not, the training locks it.</summary>
    internal bool IsClaimed { get; init; }
}
