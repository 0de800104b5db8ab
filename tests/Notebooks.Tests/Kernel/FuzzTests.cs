using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Notebooks.Tests.Jupyter;

/// <summary>A kernel answers whatever was sent before: nonsense is dropped or refused.</summary>
public sealed class FuzzTests(ITestOutputHelper output) : IDisposable
{
    private const int Messages = 500;
    private const int Seed = 20261125;

    private static readonly string[] s_types =
    [
        "execute_request",
        "complete_request",
        "inspect_request",
        "is_complete_request",
        "history_request",
        "comm_info_request",
        "comm_open",
        "comm_msg",
        "kernel_info_request",
        "debug_request",
        "unknown_request",
        "",
    ];

    private readonly KernelClient _kernel = KernelClient.Ready();
    private readonly Random _random = new(Seed);

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void FiveHundredMutatedMessagesLeaveItAnswering()
    {
        var kinds = new Dictionary<string, int>();
        for (var i = 0; i < Messages; i++)
        {
            var (kind, frames) = Next();
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            _kernel.SendFrames(frames, control: _random.Next(4) == 0);
            if (i % 100 == 99)
                Assert.Equal($"{i}", _kernel.Execute($"{i}").Value);
        }
        output.WriteLine(string.Join(", ", kinds.Select(kind => $"{kind.Key} {kind.Value}")));
        Assert.All(kinds.Values, count => Assert.True(count > Messages / 20));
        Assert.True(_kernel.Heartbeat());
        Assert.Equal("ok", _kernel.Control("interrupt_request", []).Status);
        Assert.False(_kernel.Process.HasExited, _kernel.Log);
    }

    [Theory]
    [InlineData("{\"msg_id\":\"a\",\"msg_type\":\"\\ud800\"}", "{}")]
    [InlineData("{\"msg_id\":\"\\ud800\",\"msg_type\":\"kernel_info_request\"}", "{}")]
    [InlineData("{\"msg_id\":\"a\",\"msg_type\":\"execute_request\"}", "{\"code\":\"\\ud800\"}")]
    [InlineData("{\"msg_id\":\"a\",\"msg_type\":\"complete_request\"}", "{\"code\":\"\\ud800\",\"cursor_pos\":1}")]
    public void HalfACharacterIsRefused(string header, string content)
    {
        byte[][] body =
        [
            Encoding.UTF8.GetBytes(header),
            "{}"u8.ToArray(),
            "{}"u8.ToArray(),
            Encoding.UTF8.GetBytes(content),
        ];
        foreach (var control in new[] { false, true })
            _kernel.SendFrames(JupyterWire.Frames(body), control);

        Assert.Equal("2", _kernel.Execute("1 + 1").Value);
        Assert.Equal("ok", _kernel.Control("kernel_info_request", []).Status);
        Assert.False(_kernel.Process.HasExited, _kernel.Log);
    }

    [Fact]
    public void AFrameThatIsTooLargeEndsItsConnectionOnly() // bytes that are no ZeroMQ at all: test_kernel.py
    {
        Assert.True(EndsTheConnection(_kernel.Ports[0], frame: 40L << 20));
        Assert.True(EndsTheConnection(_kernel.Ports[1], frame: long.MaxValue));
        Assert.True(_kernel.Heartbeat(), "heartbeat " + _kernel.Log);
        Assert.Equal("ok", _kernel.Control("kernel_info_request", []).Status);
        Assert.Equal("2", _kernel.Execute("1 + 1").Value);
    }

    // ZeroMQ's protocol 3.0 by hand: the greeting, the command READY, and the head of a frame that never comes.
    private static bool EndsTheConnection(int port, long frame)
    {
        using var client = new TcpClient("127.0.0.1", port);
        var stream = client.GetStream();
        stream.ReadTimeout = 20_000;
        byte[] greeting = [0xff, .. new byte[8], 0x7f, 3, 0, .. "NULL"u8, .. new byte[48]];
        byte[] ready = [5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 6, .. "DEALER"u8];
        var length = BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(frame));
        stream.Write([.. greeting, 4, (byte)ready.Length, .. ready, 2, .. length, .. new byte[100]]);
        try
        {
            for (var buffer = new byte[256]; stream.Read(buffer) > 0; ) { }
            return true;
        }
        catch (IOException e)
        {
            return e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset };
        }
    }

    private (string Kind, List<byte[]> Frames) Next()
    {
        var (_, frames) = JupyterWire.Request(s_types[_random.Next(s_types.Length)], Content());
        switch (_random.Next(8))
        {
            case 0:
                frames[1] = Garbage(64);
                return ("bad signature", frames);
            case 1:
                frames[2 + _random.Next(4)][_random.Next(2)] ^= 0x11;
                return ("changed after signing", frames);
            case 2:
                var body = frames[2..6].ToArray();
                body[_random.Next(4)] = _random.Next(2) == 0 ? Garbage(200) : Encoding.UTF8.GetBytes(Json());
                return ("bad JSON, well signed", JupyterWire.Frames(body));
            case 3:
                return ("too few frames", frames[..(1 + _random.Next(5))]);
            case 4:
                return ("too many frames", [.. Enumerable.Range(0, 50).Select(_ => Garbage(20)), .. frames]);
            case 5:
                return ("only noise", [.. Enumerable.Range(0, 1 + _random.Next(8)).Select(_ => Garbage(300))]);
            case 6:
                return (
                    "large",
                    JupyterWire
                        .Request("is_complete_request", new JsonObject { ["code"] = new string(' ', 1 << 18) })
                        .Frames
                );
            default:
                return ("odd content", frames);
        }
    }

    // Well-formed JSON of the wrong shape: names repeated, arrays for objects, depth, numbers for text.
    private string Json() =>
        _random.Next(5) switch
        {
            0 => "{\"msg_type\":\"execute_request\",\"msg_type\":1}",
            1 => "[1, 2]",
            2 => new string('[', 300) + new string(']', 300),
            3 => "null",
            _ => "{\"msg_type\": {\"a\": 1}, \"code\": 5}",
        };

    private JsonObject Content()
    {
        var content = new JsonObject { ["stop_on_error"] = false }; // else the cells between would rightly not run
        foreach (
            var name in new[] { "code", "cursor_pos", "silent", "hist_access_type", "n", "comm_id", "user_expressions" }
        )
            if (_random.Next(3) > 0)
                content[name] = _random.Next(6) switch
                {
                    0 => null,
                    1 => JsonValue.Create(_random.Next(int.MinValue, int.MaxValue)),
                    2 => JsonValue.Create("tail"),
                    3 => JsonValue.Create("\ud800 #!time\n#!import"),
                    4 => new JsonArray(1, "a"),
                    _ => JsonValue.Create(1e300),
                };
        return content;
    }

    private byte[] Garbage(int most)
    {
        var bytes = new byte[_random.Next(most)];
        _random.NextBytes(bytes);
        return bytes;
    }
}
