namespace Ghn.Experiments.Slurm;

/// <summary>What a job array asks of Slurm.</summary>
public sealed record SlurmOptions
{
    /// <summary>Processors of a task.</summary>
    public int Cpus
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 1;

    /// <summary>Units that a task computes at the same time, each on one thread; images are decoded on all processors.</summary>
    public int Workers
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 1;

    /// <summary>Generic resources of a task, such as <c>gpu:1</c>.</summary>
    public string? Gres { get; init; }

    /// <summary>Time limit of a task, as Slurm writes it, such as <c>4:00:00</c>.</summary>
    public string? Time { get; init; }

    /// <summary>The partition.</summary>
    public string? Partition { get; init; }

    /// <summary>Options that are passed through, each as one line of the script, such as <c>--account=physics</c>. Throws
    /// <see cref="GhnException"/> for one that the script sets itself, or that breaks it.</summary>
    public IReadOnlyList<string> Extra
    {
        get;
        init
        {
            SlurmExtra.Check(value);
            field = value;
        }
    } = [];

    /// <summary>Tasks that may run at the same time; 0: as many as Slurm lets.</summary>
    public int MaxRunning
    {
        get;
        init => field = Require.AtLeast(0, value);
    }

    /// <summary>
    /// Units that one task computes, <see cref="Workers"/> of them at the same time; 0: as few as these and the largest array
    /// allow.
    /// </summary>
    public int UnitsPerTask
    {
        get;
        init => field = Require.AtLeast(0, value);
    }

    /// <summary>
    /// Seconds before the time limit at which a task is asked to end, so that its training leaves a checkpoint.
    /// </summary>
    public int Grace
    {
        get;
        init => field = Require.AtLeast(0, value);
    } = 60;
}
