using Ghn.Display;
using static TorchSharp.torch;

namespace Ghn.Tests.Display;

/// <summary>One output of each kind, with data that look like the project's.</summary>
internal static class Samples
{
    public static IReadOnlyList<(string Name, IDisplayable Output)> All() =>
        [
            ("lines", Lines()),
            ("scatter", Scatter()),
            ("histogram", Histogram()),
            ("bars", Bars()),
            ("boxes", Boxes()),
            ("log", Logarithmic()),
            ("matrix", Matrix()),
            ("heat", Heat()),
            ("graph", Blocks()),
            ("graph-heat", Small()),
            ("kernels", Kernels()),
            ("weights", Weights()),
            ("images", Images()),
            ("table", Rows()),
            (
                "progress",
                new ProgressBar(0.37, "training the GHN, step 370 of 1,000, loss 1.62", TimeSpan.FromMinutes(4))
            ),
            ("done", new ProgressBar(1, "trained 1,000 steps", TimeSpan.FromMinutes(11.3))),
        ];

    public static Figure Lines()
    {
        var random = new RandomStream(1, "lines");
        var steps = Enumerable.Range(0, 2001).Select(i => (double)i * 4).ToArray();
        double[] Curve(double end, double rate) =>
            [.. steps.Select(s => 10 + end * (1 - Math.Exp(-s / rate)) + 0.6 * (random.NextDouble() - 0.5))];
        return Figure
            .Create("Validation accuracy of unseen architectures", new Axis("training step"), new Axis("accuracy", "%"))
            .WithBand(
                "GHN (T = 5), mean ± s.d.",
                steps,
                Curve(45, 2000),
                steps.Select(s => 1 + 3 * Math.Exp(-s / 3000))
            )
            .WithLine("GHN without message passing", steps, Curve(33, 1500))
            .WithLine("one-shot model", steps, Curve(21, 900), dashed: true)
            .WithHorizontal(10, "chance");
    }

    public static Figure Scatter()
    {
        var random = new RandomStream(2, "scatter");
        var noise = random.Normal(200);
        var truth = Enumerable.Range(0, 100).Select(i => 68 + 3.3 * noise[i]).ToArray();
        var score = truth.Select((t, i) => 42 + 0.8 * (t - 68) + 1.6 * noise[100 + i]);
        return Figure.Scatter(
            "Predicted against trained accuracy (r = .86)",
            new Axis("accuracy with generated weights", "%"),
            new Axis("accuracy after training", "%"),
            score,
            truth,
            Enumerable.Range(0, 100).Select(i => $"architecture {i}")
        );
    }

    public static Figure Histogram() =>
        Figure
            .Histogram(
                "Parameters of 2,000 sampled architectures",
                new Axis("parameters", "thousands"),
                new RandomStream(3, "h").Normal(2000).Select(x => 180 + 40.0 * x),
                25
            )
            .WithVertical(180, "mean");

    public static Figure Bars() =>
        Figure
            .Create("Correlation with trained accuracy", "", "Pearson's r")
            .WithBars(
                "all",
                ["random weights", "one-shot", "GHN", "GHN-S"],
                [-0.05, 0.24, 0.68, 0.62],
                [0.1, 0.09, 0.05, 0.06]
            )
            .WithBars(
                "upper half",
                ["random weights", "one-shot", "GHN", "GHN-S"],
                [0.02, 0.11, 0.48, 0.4],
                [0.12, 0.1, 0.08, 0.08]
            );

    public static Figure Boxes()
    {
        var random = new RandomStream(4, "boxes");
        int[] sizes = [5, 7, 9, 12];
        return Figure.Boxes(
            "Accuracy by number of nodes",
            new Axis("accuracy", "%"),
            [.. sizes.Select(n => ($"N = {n}", random.Normal(60).Select(x => 40 + n + 3.0 * x)))]
        );
    }

    public static Figure Logarithmic() =>
        Figure.Lines(
            "Time of a message passing step",
            new Axis("graphs in a batch", Log: true),
            new Axis("time", "ms", Log: true),
            [1, 4, 16, 64, 256],
            ("level by level", [97, 30, 10.5, 3.4, 2.3]),
            ("one node at a time", [110, 108, 109, 107, 108])
        );

    public static Figure Matrix()
    {
        string[] kinds = ["conv 1×1", "conv 3×3", "dw 3×3", "dw 5×5", "dilated", "max pool", "avg pool"];
        var values = new double[7, 7];
        for (var i = 0; i < 7; i++)
        for (var j = 0; j < 7; j++)
            values[i, j] = i == j ? 1 : Math.Cos(1.3 * Math.Abs(i - j)) * 0.7;
        return Figure.HeatMap(
            "Cosine similarity of node embeddings",
            "",
            "",
            values,
            "cosine",
            kinds,
            kinds,
            diverging: true
        );
    }

    public static Figure Heat()
    {
        var values = new double[60, 90];
        for (var i = 0; i < 60; i++)
        for (var j = 0; j < 90; j++)
            values[i, j] = Math.Sin(i / 8.0) * Math.Cos(j / 11.0) + 1.2;
        return Figure.HeatMap("Embeddings of all nodes", "dimension", "node", values, "value");
    }

    public static GraphDrawing Blocks()
    {
        string[] operators = ["conv 1×1", "conv 3×3", "sep 3×3", "sep 5×5", "dil 3×3", "max pool", "avg pool"];
        var random = new RandomStream(5, "graph");
        var nodes = new List<DrawingNode> { new("image", "input"), new("conv 3×3", "stem", Caption: "3 → 16") };
        var edges = new List<(int, int)> { (0, 1) };
        var (previous, last) = (1, 1);
        for (var block = 0; block < 3; block++)
        {
            var first = nodes.Count;
            for (var i = 0; i < 7; i++)
            {
                var kind = operators[random.Next(operators.Length)];
                nodes.Add(new DrawingNode(kind, kind, block));
                int[] inputs =
                    i == 0
                        ? [last, previous]
                        : [first + random.Next(i), random.Next(3) == 0 ? previous : first + random.Next(i)];
                edges.AddRange(inputs.Distinct().Select(from => (from, first + i)));
            }
            nodes.Add(new DrawingNode("concat", "concat", block));
            var used = edges.Select(e => e.Item1).ToHashSet();
            edges.AddRange(Enumerable.Range(first, 7).Where(i => !used.Contains(i)).Select(i => (i, nodes.Count - 1)));
            (previous, last) = (last, nodes.Count - 1);
            nodes.Add(new DrawingNode("exit", "exit", Caption: $"{(block + 1) * 1.2:0.0} MFLOPs"));
            edges.Add((last, nodes.Count - 1));
        }
        nodes.Add(new DrawingNode("global pool", "classifier"));
        nodes.Add(new DrawingNode("linear", "classifier", Caption: "64 → 10"));
        edges.AddRange([(last, nodes.Count - 2), (nodes.Count - 2, nodes.Count - 1)]);
        return GraphDrawing.Create(nodes, edges, new() { Title = "A sampled architecture: 3 blocks of 7 nodes" });
    }

    public static GraphDrawing Small() =>
        GraphDrawing.Create(
            [
                new("input", "input", Value: 0.1),
                new("conv 3×3", "convolution", 0, 0.9),
                new("conv 1×1", "convolution", 0, 0.4),
                new("max pool", "pooling", 0, 0.25),
                new("sum", "sum", 0, 0.6),
                new("linear", "classifier", Value: 0.7),
            ],
            [(0, 1), (0, 2), (1, 3), (2, 4), (3, 4), (0, 4), (4, 5), (0, 5)],
            new() { Title = "Node embeddings after message passing", ValueTitle = "norm" }
        );

    public static TensorView Kernels()
    {
        using var scope = NewDisposeScope();
        return TensorView.Of(
            tensor(new RandomStream(6, "k").Normal(8 * 12 * 9)).reshape(8, 12, 3, 3).Times(0.1),
            "generated kernels"
        );
    }

    public static TensorView Weights()
    {
        using var scope = NewDisposeScope();
        return TensorView.Of(linspace(0, 1, 20).unsqueeze(1) * linspace(0, 1, 32), "outer product");
    }

    public static TensorView Images()
    {
        using var scope = NewDisposeScope();
        var x = linspace(0, 1, 32);
        var plane = x.unsqueeze(1).expand(32, 32);
        var pictures = Enumerable.Range(0, 12).Select(i => stack([plane, plane.t(), ones(32, 32).Times(i / 12f)]));
        return TensorView.Of(stack(pictures), "images");
    }

    public static Table Rows() =>
        Table
            .Of("method", "accuracy", "parameters", "search time", "trained")
            .Row("random search, best of 100", 0.5581, 123_456, TimeSpan.FromMinutes(83), true)
            .Row("one-shot <SMASH>", 0.5812, 98_304, TimeSpan.FromSeconds(250), false)
            .Row("GHN top", 0.6214, 101_770, TimeSpan.FromSeconds(42), false)
            .WithFormat("accuracy", "0.0 %")
            .HighlightRow(2)
            .WithCaption("Search methods at the same cost (CIFAR-10, 5,000 validation images)");
}
