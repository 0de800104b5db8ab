using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Ghn.Kernel.Jupyter;

// Where a front end wants the kernel to listen, and the key of its signatures.
internal sealed record ConnectionFile(
    string Host,
    int ShellPort,
    int ControlPort,
    int StdinPort,
    int IoPubPort,
    int HeartbeatPort,
    string Key
)
{
    // Reads the file that a front end wrote. Throws GhnException naming what is wrong in it.
    public static ConnectionFile Load(string path)
    {
        if (!File.Exists(path))
            throw Refusal.Because(
                $"There is no connection file '{path}'; a front end writes one and starts the kernel."
            );
        JsonObject? json;
        try
        {
            json = JsonNode.Parse(File.ReadAllText(path)) as JsonObject;
        }
        catch (JsonException)
        {
            json = null;
        }
        if (json is null)
            throw Refusal.Because(
                $"'{path}' is not a connection file: it is not a JSON object; start the kernel again."
            );
        if (Text("transport", "tcp") is var transport and not "tcp")
            throw Refusal.Because($"'{path}' requests transport '{transport}'; this kernel supports only tcp.");
        if (Text("signature_scheme", "hmac-sha256") is var scheme and not "hmac-sha256")
            throw Refusal.Because($"'{path}' requests signatures '{scheme}'; this kernel supports only hmac-sha256.");
        return new ConnectionFile(
            Loopback(Text("ip", "127.0.0.1")),
            Port("shell_port"),
            Port("control_port"),
            Port("stdin_port"),
            Port("iopub_port"),
            Port("hb_port"),
            Text("key", "")
        );

        string Text(string name, string otherwise) =>
            json[name] is not { } node ? otherwise
            : node is JsonValue value && value.TryGetValue(out string? text) ? text
            : throw Refusal.Because($"'{path}' is not a connection file: its '{name}' is not a string.");

        int Port(string name) =>
            json[name] is JsonValue value && value.TryGetValue(out int port) && port is > 0 and <= ushort.MaxValue
                ? port
                : throw Refusal.Because($"'{path}' is not a connection file: its '{name}' is not a port.");

        string Loopback(string ip) =>
            ip == "localhost" ? "127.0.0.1"
            : IPAddress.TryParse(ip, out var address) && IPAddress.IsLoopback(address) ? ip
            : throw Refusal.Because($"'{path}' requests address '{ip}'; this kernel listens only on 127.0.0.1.");
    }
}

// Makes the kernel's errors, and only when there is one: a method that mentions a constructor of the library makes the
// just-in-time compiler load the library, and with it 100 MB of libtorch, which the process of the sockets never needs.
internal static class Refusal
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static GhnException Because(string sentence, Exception? cause = null) => new(sentence, cause!);
}
