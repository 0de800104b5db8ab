namespace Ghn.Training;

/// <summary>The schedule of all trainings here.</summary>
internal static class Schedule
{
    /// <summary>Factor on the learning rate at a step, from 0: a linear rise, times a cosine from 1 down to 0.</summary>
    public static double Factor(int step, int steps, int warmup) =>
        Math.Min(1.0, (step + 1.0) / Math.Max(1, warmup)) * 0.5 * (1 + Math.Cos(Math.PI * step / steps));
}
