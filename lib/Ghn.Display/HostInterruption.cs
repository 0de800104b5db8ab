namespace Ghn.Display;

/// <summary>
/// Interrupts of the running cell. They work in our own kernel and in <c>ghn run</c>. In other hosts, such as .NET
/// Interactive, the token is never cancelled. The host is found by name, because the library does not reference one.
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

    /// <summary>A token that is cancelled when the running cell is interrupted; every cell has its own.</summary>
    public static CancellationToken Token() => s_host.Value?.Invoke() ?? CancellationToken.None;
}
