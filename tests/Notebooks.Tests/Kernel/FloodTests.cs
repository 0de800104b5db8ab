namespace Notebooks.Tests.Jupyter;

public sealed class FloodTests : IDisposable
{
    private readonly KernelClient _kernel = KernelClient.Ready();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void ManyLinesAreFewMessagesInTheirOrder()
    {
        const int Lines = 200_000;
        var answer = _kernel.Execute(
            $"for (var i = 0; i < {Lines}; i++)\n    Console.WriteLine(i);\nConsole.Error.WriteLine(\"end\");\nConsole.Write(\"last\");\ndisplay(1);"
        );
        var expected = string.Concat(Enumerable.Range(0, Lines).Select(i => $"{i}\n")) + "last";
        Assert.Equal(expected, answer.Text("stdout"));
        Assert.InRange(answer.Published.Count, 1, Lines / 20);
        Assert.Equal(
            ["stderr", "stdout", ""],
            answer.Published.TakeLast(3).Select(one => (string?)one.Content["name"] ?? "")
        );

        var error = _kernel.Execute("throw new Exception(new string('x', 3_000_000));").Single("error");
        Assert.Contains("characters left out", (string)error.Content["evalue"]!);
        Assert.InRange(error.Json.Length, 10_000, 50_000);
    }
}
