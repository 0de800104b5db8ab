using System.Diagnostics;

namespace Notebooks.Tests.Jupyter;

/// <summary>Measures how long a reader waits for the kernel: medians of as many starts as GHN_KERNEL_STARTS says.</summary>
public sealed class KernelTimesTests(ITestOutputHelper output)
{
    [Fact]
    public void HowLongAReaderWaits()
    {
        var given = Environment.GetEnvironmentVariable("GHN_KERNEL_STARTS");
        Assert.SkipWhen(given is null, "A measurement, made where GHN_KERNEL_STARTS is set.");
        var starts = int.Parse(given);
        var all = Enumerable.Range(0, starts).Select(_ => Start()).ToArray();
        output.WriteLine($"{starts} starts, {Environment.ProcessorCount} processors; median (from, to)");
        output.WriteLine($"start to first prompt:       {Text(all.Select(one => one.Prompt))}");
        output.WriteLine($"first cell after that:       {Text(all.Select(one => one.First))}");
        output.WriteLine($"a trivial cell, median of 20: {Text(all.Select(one => one.Cell))}");
    }

    private static (double Prompt, double First, double Cell) Start()
    {
        var watch = Stopwatch.StartNew();
        using var kernel = new KernelClient();
        kernel.ReplyTo(kernel.Send("kernel_info_request", []));
        var prompt = watch.Elapsed.TotalMilliseconds;
        var cells = Enumerable.Range(0, 21).Select(Cell).ToArray();
        return (prompt, cells[0], cells[1..].Order().ElementAt(10));

        double Cell(int number)
        {
            var start = watch.Elapsed;
            kernel.ReplyTo(
                kernel.Send("execute_request", KernelClient.Code($"var x{number} = {number} + 1; x{number}"))
            );
            return (watch.Elapsed - start).TotalMilliseconds;
        }
    }

    private static string Text(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToArray();
        return $"{sorted[sorted.Length / 2]:0} ms ({sorted[0]:0}, {sorted[^1]:0})";
    }
}
