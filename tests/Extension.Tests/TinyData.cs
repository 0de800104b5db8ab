using Ghn.Data;
using Ghn.Training;

namespace Extension.Tests;

/// <summary>A few generated images.</summary>
internal static class TinyData
{
    public static DataSplits Make() =>
        DataSource.Load(
            new DataOptions
            {
                Generated = new GeneratedOptions
                {
                    Train = 320,
                    Validation = 40,
                    Test = 40,
                },
            }
        );

    /// <summary>The loss fell from the first 20 steps to the last.</summary>
    public static void AssertLearned(TrainingTrace trace)
    {
        double Mean(IEnumerable<TrainingProgress> points) => points.Average(p => p.Loss);
        var (first, last) = (Mean(trace.Points.Take(20)), Mean(trace.Points.TakeLast(20)));
        Assert.True(last < first - 0.04, $"loss {first:0.00} → {last:0.00}");
    }
}
