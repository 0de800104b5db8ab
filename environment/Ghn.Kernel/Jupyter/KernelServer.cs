using Ghn.Kernel.Worker;

namespace Ghn.Kernel.Jupyter;

// A Jupyter kernel for C# (messaging protocol 5.3): answers a front end until it is told to stop.
internal sealed class KernelServer : IDisposable
{
    private readonly KernelSockets _sockets;
    private readonly CellOutputs _outputs;
    private readonly CellSession _cells;
    private readonly CellHistory _history = new();
    private readonly ShellQueue _queue = new();
    private int _count;

    // Binds the sockets and starts the process that runs the cells, in the current folder.
    public KernelServer(ConnectionFile connection)
    {
        _sockets = new KernelSockets(connection);
        _outputs = new CellOutputs(_sockets);
        _cells = new CellSession(Directory.GetCurrentDirectory(), _outputs);
    }

    public async Task RunAsync()
    {
        _sockets.Received += Take;
        _sockets.Start();
        _sockets.Publish("status", null, new JsonObject { ["execution_state"] = "starting" });
        while (await _queue.NextAsync() is var (message, aborted))
        {
            Status(message, "busy");
            try
            {
                await AnswerAsync(message, aborted);
            }
            catch (Exception e) // a request that makes no sense is the sender's mistake
            {
                var why = e is GhnException ? e.Message : $"The kernel cannot answer this: {e.Message}";
                Reply(Channel.Shell, message, KernelReplies.Refused(why));
            }
            Status(message, "idle");
        }
        await _cells.CloseAsync();
    }

    public void Stop()
    {
        _queue.Close();
        _cells.Stop();
    }

    public void Interrupt() => _cells.Interrupt();

    public void Dispose()
    {
        _cells.Dispose();
        _outputs.Dispose();
        _sockets.Dispose();
    }

    private void Take(Channel channel, JupyterMessage message)
    {
        if (channel == Channel.Shell)
        {
            _queue.Add(message);
            return;
        }
        if (channel == Channel.Stdin)
        {
            if (message.Type == "input_reply")
                _cells.GiveInput(message.Text("value", ""));
            return;
        }
        Status(message, "busy");
        Answer(channel, message);
        Status(message, "idle");
        if (message.Type == "shutdown_request")
            Stop();
    }

    // What either channel may ask.
    private void Answer(Channel channel, JupyterMessage message)
    {
        if (message.Type == "interrupt_request")
            Interrupt();
        var restart = message.Flag("restart", false);
        var reply = message.Type switch
        {
            "kernel_info_request" => KernelReplies.Info(),
            "interrupt_request" => new JsonObject { ["status"] = "ok" },
            "shutdown_request" => new JsonObject { ["status"] = "ok", ["restart"] = restart },
            _ => KernelReplies.Refused($"This kernel does not support {message.Type}."),
        };
        Reply(channel, message, reply);
    }

    private async Task AnswerAsync(JupyterMessage message, bool aborted)
    {
        switch (message.Type)
        {
            case "execute_request" when aborted:
                Reply(Channel.Shell, message, KernelReplies.Aborted(_count));
                break;
            case "execute_request":
                await ExecuteAsync(message);
                break;
            case "complete_request":
                await AskAsync(message, (code, place) => new CompleteCode(code, place));
                break;
            case "inspect_request":
                await AskAsync(message, (code, place) => new InspectCode(code, place));
                break;
            case "is_complete_request":
                await AskAsync(message, (code, _) => new JudgeCode(code));
                break;
            case "history_request":
                var found = new JsonObject { ["status"] = "ok", ["history"] = _history.Find(message) };
                Reply(Channel.Shell, message, found);
                break;
            case "comm_info_request":
                Reply(Channel.Shell, message, new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() });
                break;
            case "comm_open": // no comm has a target here
                var id = message.Text("comm_id");
                _sockets.Publish(
                    "comm_close",
                    message,
                    new JsonObject { ["comm_id"] = id, ["data"] = new JsonObject() }
                );
                break;
            default:
                Answer(Channel.Shell, message);
                if (message.Type == "shutdown_request")
                    Stop();
                break;
        }
    }

    private async Task ExecuteAsync(JupyterMessage message)
    {
        var source = message.Text("code");
        var silent = message.Flag("silent", false);
        var stored = !silent && message.Flag("store_history", true);
        var number = stored ? ++_count : _count;
        _outputs.Begin(message, number, silent);
        if (!silent)
            _sockets.Publish(
                "execute_input",
                message,
                new JsonObject { ["code"] = source, ["execution_count"] = number }
            );
        var error = string.IsNullOrWhiteSpace(source)
            ? null
            : await _cells.RunAsync(number, source, canAsk: message.Flag("allow_stdin", false));
        _outputs.Flush();
        if (stored)
            _history.Add(number, source, _outputs.Result);
        if (error is null)
        {
            Reply(Channel.Shell, message, KernelReplies.Executed(number, Expressions(message)));
            return;
        }
        if (message.Flag("stop_on_error", true))
            _queue.AbortWaiting();
        _sockets.Publish("error", message, error.ToJson());
        var failed = KernelReplies.Failed(error);
        failed["execution_count"] = number;
        Reply(Channel.Shell, message, failed);
    }

    private async Task AskAsync(JupyterMessage message, Func<string, int, WorkerRequest> question)
    {
        var code = message.Text("code");
        var place = CodePoints.ToIndex(code, message.Number("cursor_pos", code.Length));
        var answer =
            await _cells.AskAsync(question(code, place)) ?? KernelReplies.Refused("The cells' process has ended.");
        foreach (var name in new[] { "cursor_start", "cursor_end" })
            if (answer[name] is { } index)
                answer[name] = CodePoints.FromIndex(code, (int)index);
        Reply(Channel.Shell, message, answer);
    }

    // The protocol wants an entry for each; no front end of ours asks, so they are not evaluated.
    private static JsonObject Expressions(JupyterMessage message) =>
        new(
            (message.Content["user_expressions"] as JsonObject ?? []).Select(one =>
                KeyValuePair.Create(
                    one.Key,
                    (JsonNode?)KernelReplies.Refused("This kernel does not evaluate user expressions.")
                )
            )
        );

    private void Reply(Channel channel, JupyterMessage message, JsonObject content)
    {
        const string request = "_request";
        if (message.Type.EndsWith(request, StringComparison.Ordinal)) // nobody waits for an answer to anything else
            _sockets.Reply(channel, message, message.Type[..^request.Length] + "_reply", content);
    }

    private void Status(JupyterMessage message, string state) =>
        _sockets.Publish("status", message, new JsonObject { ["execution_state"] = state });
}
