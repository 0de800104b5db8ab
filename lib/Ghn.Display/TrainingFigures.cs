namespace Ghn.Display;

/// <summary>Figures of a hypernetwork's training: loss and accuracy.</summary>
public static class TrainingFigures
{
    /// <summary>Training cross-entropy against steps. <paramref name="points"/>: (step, loss in nats).</summary>
    public static Figure Loss(IEnumerable<(int Step, double Loss)> points)
    {
        var list = points.ToArray();
        return Figure.Lines(
            "Training loss of networks with generated weights",
            "step",
            new Axis("cross-entropy", "nats"),
            list.Select(p => (double)p.Step).ToArray(),
            ("loss", list.Select(p => p.Loss).ToArray())
        );
    }

    /// <summary>
    /// Accuracy of unseen architectures against steps. <paramref name="points"/>: (step, accuracy 0 … 1).
    /// <paramref name="chance"/>: accuracy of random guessing.
    /// </summary>
    public static Figure UnseenAccuracy(IEnumerable<(int Step, double Accuracy)> points, double chance = 0.1) =>
        UnseenAccuracy([("unseen architectures", points)], chance);

    /// <summary>The same for several trainings, one line each.</summary>
    public static Figure UnseenAccuracy(
        IEnumerable<(string Name, IEnumerable<(int Step, double Accuracy)> Points)> trainings,
        double chance = 0.1
    )
    {
        var accuracy = new Axis("mean validation accuracy", "%");
        var figure = Figure.Create("Unseen random architectures with generated weights", "step", accuracy);
        foreach (var (name, points) in trainings)
            figure = figure.WithLine(name, points.Select(p => (double)p.Step), points.Select(p => 100 * p.Accuracy));
        return figure.WithHorizontal(100 * chance, "chance");
    }
}
