using System.Runtime.InteropServices;
using TorchSharp;

namespace Ghn.Bench;

/// <summary>
/// Measures the speed and memory of the library on this machine, in sections. Compare only numbers of the same run.
/// </summary>
public static class Benchmark
{
    private static readonly Dictionary<string, Func<BenchmarkOptions, BenchmarkTable>> s_sections = new()
    {
        ["messages"] = MessagesBenchmark.Run,
        ["step"] = StepBenchmark.Run,
        ["operators"] = OperatorsBenchmark.Run,
        ["channels"] = ChannelsBenchmark.Run,
        ["scoring"] = ScoringBenchmark.Run,
        ["images"] = ImagesBenchmark.Run,
        ["training"] = TrainingBenchmark.Run,
        ["cluster"] = ClusterBenchmark.Run,
    };

    private static readonly string[] s_onlyIfNamed = ["channels", "images", "cluster"];

    /// <summary>
    /// Names of the sections, in order. By default, training runs only if steps are given; channels, images and the
    /// cluster run only if named.
    /// </summary>
    public static IReadOnlyList<string> Sections { get; } = [.. s_sections.Keys];

    /// <summary>
    /// Measures the given sections (null: all), after a table of facts about the machine. Throws
    /// <see cref="GhnException"/> for an unknown section.
    /// </summary>
    public static IEnumerable<BenchmarkTable> Run(BenchmarkOptions options, IReadOnlyList<string>? sections = null)
    {
        sections ??= [.. Sections.Where(s => !s_onlyIfNamed.Contains(s) && (s != "training" || options.Steps > 0))];
        if (sections.FirstOrDefault(s => !s_sections.ContainsKey(s)) is { } unknown)
            throw new GhnException($"There is no section '{unknown}': choose from {string.Join(", ", Sections)}.");
        return Tables(options, sections);
    }

    private static IEnumerable<BenchmarkTable> Tables(BenchmarkOptions options, IReadOnlyList<string> sections)
    {
        yield return Machine();
        foreach (var section in sections)
        {
            var threads = torch.get_num_threads();
            torch.set_num_threads(1); // small tensors: the workers of the library are single-threaded as well
            try
            {
                yield return s_sections[section](options);
            }
            finally
            {
                torch.set_num_threads(threads);
            }
        }
    }

    private static BenchmarkTable Machine() =>
        new(
            "Machine",
            ["", ""],
            [
                ["processors", $"{Environment.ProcessorCount}"],
                ["operating system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}"],
                [".NET", RuntimeInformation.FrameworkDescription],
                ["libtorch", torch.__version__],
                ["threads of torch", $"{torch.get_num_threads()} (1 where a table says one thread)"],
            ]
        );
}
