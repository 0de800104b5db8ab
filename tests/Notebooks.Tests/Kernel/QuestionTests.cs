using System.Text.Json.Nodes;

namespace Notebooks.Tests.Jupyter;

/// <summary>What a front end asks while its reader types.</summary>
public sealed class QuestionTests : IDisposable
{
    private readonly KernelClient _kernel = KernelClient.Ready();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void NamesAreCompletedFromStateTypesAndNamespaces()
    {
        _kernel.Execute("var myList = new List<int>();");
        Assert.Contains("myList", Complete("#!time\nmyL|"));
        Assert.Contains("Capacity", Complete("myList.Cap|"));
        Assert.Contains("Where", Complete("myList.Wh|"));
        Assert.DoesNotContain("WriteLine", Complete("myList.|"));
        Assert.Equal(["WriteLine"], Complete("Console.WriteL|"));
        Assert.Contains("IO", Complete("System.I|"));
        Assert.Empty(Complete("1.nothing.|"));
    }

    [Fact]
    public void PlacesAreCountedInCharacters()
    {
        var code = "var s = \"😀😀\"; Console.Wri";
        var reply = _kernel
            .Ask("complete_request", new JsonObject { ["code"] = code, ["cursor_pos"] = 25 })
            .Reply.Content;
        Assert.Equal((22, 25), ((int)reply["cursor_start"]!, (int)reply["cursor_end"]!));
        Assert.Contains("WriteLine", reply["matches"]!.AsArray().Select(one => (string)one!));
    }

    [Theory]
    [InlineData("1 + 1", "complete")]
    [InlineData("#!time\nvar a = 3;", "complete")]
    [InlineData("if (true) {", "incomplete")]
    [InlineData("var = ;", "invalid")]
    public void CodeIsCompleteOrNot(string code, string status) =>
        Assert.Equal(status, _kernel.Ask("is_complete_request", new JsonObject { ["code"] = code }).Reply.Status);

    [Fact]
    public void AThingIsDescribedByItsDeclaration()
    {
        _kernel.Execute("int Twice(int n) => 2 * n;");
        Assert.Contains("int Twice(int n)", Inspect("Twi|ce(1)"));
        Assert.Contains("int Twice(int n)", Inspect("Twice|"));
        Assert.Null(Inspect("|"));
        Assert.Null(Inspect("nothing.here|"));
    }

    private string[] Complete(string marked)
    {
        var reply = _kernel.Ask("complete_request", At(marked)).Reply;
        Assert.Equal("ok", reply.Status);
        return [.. reply.Content["matches"]!.AsArray().Select(one => (string)one!)];
    }

    private string? Inspect(string marked)
    {
        var reply = _kernel.Ask("inspect_request", At(marked)).Reply;
        Assert.Equal("ok", reply.Status);
        return (string?)reply.Content["data"]!["text/plain"];
    }

    private static JsonObject At(string marked) =>
        new() { ["code"] = marked.Replace("|", ""), ["cursor_pos"] = marked.IndexOf('|', StringComparison.Ordinal) };
}
