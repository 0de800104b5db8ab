namespace Ghn.Training;

/// <summary>
/// The checkpoint of a training. A resumed training gives exactly the same result as an uninterrupted one.
/// </summary>
public sealed record CheckpointOptions
{
    /// <summary>
    /// The file. If it exists and is of the same training, the training resumes from it; if it does not exist, the
    /// training starts. The final checkpoint is kept.
    /// </summary>
    public required string Path
    {
        get;
        init =>
            field = string.IsNullOrWhiteSpace(value)
                ? throw new GhnException("Path = '' is impossible: give the file of the checkpoint.")
                : value;
    }

    /// <summary>Steps between two checkpoints; 0: only when the training ends or is cancelled.</summary>
    public int Every
    {
        get;
        init => field = Require.AtLeast(0, value);
    } = 500;

    /// <summary>Whether the caller has already locked the file; if not, the training locks it.</summary>
    internal bool IsClaimed { get; init; }
}
