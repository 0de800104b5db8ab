namespace Notebooks.Tests.Jupyter;

/// <summary>What a cell reads from the console, its front end asks for.</summary>
public sealed class InputTests : IDisposable
{
    private readonly KernelClient _kernel = KernelClient.Ready();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void AFrontEndIsAskedForALineAtATime()
    {
        var id = Start(
            "Console.Write(\"Name: \");\nvar name = Console.ReadLine();\nname + (char)Console.Read() + Console.ReadLine()"
        );
        _kernel.Published(one => one.Type == "stream" && one.Json.Contains("Name: "));
        var question = _kernel.Question();
        Assert.Equal(("input_request", id), (question.Type, question.ParentId));
        Assert.False((bool)question.Content["password"]!);
        _kernel.Answer("Ada 😀 ");
        _kernel.Question();
        _kernel.Answer("xyz");
        Assert.Equal("Ada 😀 xyz", _kernel.Wait(id).Value);

        id = Start("Console.ReadLine() is null");
        _kernel.Question();
        _kernel.Answer("\u0004"); // Ctrl-D
        Assert.Equal("True", _kernel.Wait(id).Value);
    }

    [Fact]
    public void AnInterruptEndsTheWaitAndALateAnswerGoesNowhere()
    {
        var id = Start("\nvar late = Console.ReadLine();");
        _kernel.Question();
        _kernel.Control("interrupt_request", []);
        var interrupted = _kernel.Wait(id).Reply;
        Assert.Equal("Interrupted", (string)interrupted.Content["ename"]!);
        Assert.Contains("line 2", interrupted.Json);
        _kernel.Answer("late");
        Assert.Equal("2", _kernel.Execute("1 + 1").Value);

        id = Start("Console.ReadLine()");
        _kernel.Question();
        _kernel.Answer("in time");
        Assert.Equal("in time", _kernel.Wait(id).Value);
        Assert.Contains("write the value into the cell", _kernel.Execute("Console.ReadLine()").Reply.Json); // no allow_stdin
    }

    private string Start(string code)
    {
        var content = KernelClient.Code(code);
        content["allow_stdin"] = true;
        return _kernel.Send("execute_request", content);
    }
}
