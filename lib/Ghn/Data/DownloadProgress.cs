namespace Ghn.Data;

/// <summary>How far a download is.</summary>
/// <param name="Received">Bytes received.</param>
/// <param name="Total">Bytes in all; null if the server does not say.</param>
public sealed record DownloadProgress(long Received, long? Total);
