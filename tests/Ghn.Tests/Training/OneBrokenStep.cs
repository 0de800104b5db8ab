using Ghn.Data;
using Ghn.Training;
using static TorchSharp.torch;

namespace Ghn.Tests.Training;

/// <summary>
/// Spoils one step of a training: while it runs, the images are divided by 0. Collects what the checkpoints held, the
/// parameters and all that the optimiser keeps, after each step; they must be written every step.
/// </summary>
internal sealed class OneBrokenStep(ImageSet train, int broken, string checkpoint) : IProgress<TrainingProgress>
{
    private readonly float[] _deviations = (float[])train.Statistics.Std;
    private readonly float _whole = train.Statistics.Std[0];
    private readonly List<(string Name, float[] Values)[]> _states = [];

    /// <summary>Hears of a step before its checkpoint is written: the file holds the step before.</summary>
    public void Report(TrainingProgress value)
    {
        _deviations[0] = value.Step == broken - 1 ? 0 : _whole;
        if (value.Step > 1)
            _states.Add(Read());
    }

    /// <summary>Asserts, after the training, that the spoilt step changed nothing and every other one did.</summary>
    public void Check(TrainingTrace trace)
    {
        _states.Add(Read());
        Assert.Equal(trace.Points.Count, _states.Count);
        Assert.InRange(broken, 2, trace.Points.Count - 1);
        Assert.Equal(1, trace.SkippedSteps);
        Assert.All(trace.Points, p => Assert.Equal(p.Step != broken, double.IsFinite(p.Loss)));
        for (var step = 2; step <= _states.Count; step++)
        {
            var (before, after) = (_states[step - 2], _states[step - 1]);
            Assert.All(after, t => Assert.All(t.Values, v => Assert.True(float.IsFinite(v), t.Name)));
            var changed = before.Zip(after).Where(p => !p.First.Values.SequenceEqual(p.Second.Values));
            Assert.Equal(step != broken, changed.Any());
        }
    }

    private (string Name, float[] Values)[] Read()
    {
        using var scope = NewDisposeScope();
        var file = CheckpointFile.Read(checkpoint)!;
        var tensors = file.Header.Tensors!.Select(t => (t.Name, Value: zeros(t.Shape.ToArray()))).ToArray();
        file.CopyTo(tensors);
        return tensors.Select(t => (t.Name, t.Value.data<float>().ToArray())).ToArray();
    }
}
