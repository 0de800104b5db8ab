using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using NetMQ;

namespace Ghn.Kernel.Jupyter;

// The frames of a message: identities, a delimiter, the signature, and as JSON header, parent header, metadata,
// content.
internal sealed class WireFormat(string key)
{
    private const string ProtocolVersion = "5.3";
    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);
    private readonly string _session = Guid.NewGuid().ToString("N");

    // The message in these frames; null, and why, if they are none or not signed with our key.
    public JupyterMessage? Read(NetMQMessage frames, out string problem)
    {
        problem = "";
        var parts = frames.Select(frame => frame.ToByteArray()).ToArray();
        var at = Array.FindIndex(parts, part => part.AsSpan().SequenceEqual(Delimiter));
        if (at < 0 || parts.Length < at + 6)
        {
            problem = "it has too few frames";
            return null;
        }
        var body = parts[(at + 2)..(at + 6)];
        if (_key.Length > 0 && !CryptographicOperations.FixedTimeEquals(Signature(body), parts[at + 1]))
        {
            problem = "its signature is wrong";
            return null;
        }
        try
        {
            var message = new JupyterMessage(parts[..at], Object(body[0]), Object(body[3]));
            Bytes(message.Header); // answers repeat it: what cannot be written is refused here
            problem = message.Type.Length > 0 ? "" : "it has no type";
            return message.Type.Length > 0 ? message : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException) // half a character
        {
            problem = "its header or content is not a JSON object of valid text";
            return null;
        }
    }

    public NetMQMessage Write(IEnumerable<byte[]> identities, string type, JsonObject? parent, JsonObject content)
    {
        var header = new JsonObject
        {
            ["msg_id"] = Guid.NewGuid().ToString("N"),
            ["session"] = _session,
            ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("O"),
            ["msg_type"] = type,
            ["version"] = ProtocolVersion,
        };
        byte[][] body = [Bytes(header), Bytes(parent ?? []), "{}"u8.ToArray(), Bytes(content)];
        var frames = new NetMQMessage(identities.Select(identity => new NetMQFrame(identity)));
        frames.Append(Delimiter);
        frames.Append(_key.Length > 0 ? Signature(body) : []);
        foreach (var part in body)
            frames.Append(part);
        return frames;
    }

    private byte[] Signature(byte[][] body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (var part in body)
            hash.AppendData(part);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static JsonObject Object(byte[] json) =>
        JsonNode.Parse(json, documentOptions: Strict) as JsonObject ?? throw new JsonException();

    private static byte[] Bytes(JsonObject node) => JsonSerializer.SerializeToUtf8Bytes(node, Json);
}
