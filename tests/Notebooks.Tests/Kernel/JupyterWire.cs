using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NetMQ;

namespace Notebooks.Tests.Jupyter;

/// <summary>A message as a front end sees it.</summary>
internal sealed record Received(JsonObject Header, string ParentId, JsonObject Content)
{
    public string Type => (string)Header["msg_type"]!;

    public string Status => (string)Content["status"]!;

    public string Json => Content.ToJsonString();
}

/// <summary>The protocol from the other side, written without the kernel's own code.</summary>
internal static class JupyterWire
{
    public const string Key = "secret";

    public static byte[] Delimiter => "<IDS|MSG>"u8.ToArray();

    public static (string Id, List<byte[]> Frames) Request(string type, JsonObject content, TimeSpan clock = default)
    {
        var id = Guid.NewGuid().ToString();
        var header = new JsonObject
        {
            ["msg_id"] = id,
            ["session"] = "test",
            ["username"] = "test",
            ["date"] = (DateTime.UtcNow + clock).ToString("O"),
            ["msg_type"] = type,
            ["version"] = "5.3",
        };
        string[] body = [header.ToJsonString(), "{}", "{}", content.ToJsonString()];
        return (id, Frames([.. body.Select(Encoding.UTF8.GetBytes)]));
    }

    public static List<byte[]> Frames(byte[][] body) => [Delimiter, Encoding.ASCII.GetBytes(Sign(body)), .. body];

    public static Received Read(NetMQMessage message)
    {
        var frames = message.Select(frame => frame.ToByteArray()).ToList();
        var at = frames.FindIndex(frame => frame.SequenceEqual(Delimiter));
        var body = frames[(at + 2)..].ToArray();
        Assert.Equal(Sign(body), Encoding.ASCII.GetString(frames[at + 1]));
        JsonObject Part(int i) => JsonNode.Parse(body[i])!.AsObject();
        return new Received(Part(0), (string?)Part(1)["msg_id"] ?? "", Part(3));
    }

    private static string Sign(byte[][] body) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), body.SelectMany(one => one).ToArray())
        );
}
