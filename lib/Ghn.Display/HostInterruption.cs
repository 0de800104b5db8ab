namespace Ghn.Display;

/// <summary>
/// Whether the reader wants the running cell to end. Our own kernel and <c>ghn run</c> tell; in other hosts, such as
/// .NET Interactive, nothing is ever cancelled. Found by name: the library refers to no host.
/// </summary>
public static class HostInterruption
{
    private const string HostType = "Ghn.Kernel.Engine.Interruption";
    private const string HostProperty = "Token";

    private static readonly Lazy<Func<CancellationToken>?> s_host = new(() =>
        AppDomain
            .CurrentDomain.GetAssemblies()
            .Select(one => one.GetType(HostType))
            .FirstOrDefault(type => type is not null)
            ?.GetProperty(HostProperty, typeof(CancellationToken))
            ?.GetMethod?.CreateDelegate<Func<CancellationToken>>()
    );

    /// <summary>A token that an interrupt of the running cell cancels; every cell has its own.</summary>
    public static CancellationToken Token() => s_host.Value?.Invoke() ?? CancellationToken.None;
}
