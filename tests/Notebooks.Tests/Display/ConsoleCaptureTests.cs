using System.Text.Json.Nodes;
using Ghn.Kernel.Display;

namespace Notebooks.Tests.Display;

public sealed class ConsoleCaptureTests : ICellOutput
{
    private const string Emoji = "😀";

    private readonly List<string> _printed = [];

    void ICellOutput.Print(string stream, string text) => _printed.Add(text);

    void ICellOutput.Add(JsonObject output, string? displayId) { }

    void ICellOutput.Update(string displayId, JsonObject data) { }

    [Fact]
    public void HalvesOfACharacterAreJoined()
    {
        CellOutput.Current = this;
        using var capture = new ConsoleCapture("stdout");
        capture.Write("a" + Emoji[0]);
        capture.Flush(); // as a display does
        Assert.Equal(["a"], _printed);
        capture.Write(Emoji[1]);
        Assert.True(SpinWait.SpinUntil(() => _printed.Count == 2, TimeSpan.FromSeconds(30))); // by itself, soon
        Assert.Equal(["a", Emoji], _printed);
    }
}
