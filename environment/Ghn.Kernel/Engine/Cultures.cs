using System.Runtime.InteropServices;

namespace Ghn.Kernel.Engine;

// The cultures of this program. The process that runs cells has those of the system, if it has any; every other one has
// the invariant culture alone. In all of them that is the current one: results look the same wherever they are
// computed.
internal static class Cultures
{
    private const string Switch = "System.Globalization.Invariant";

    public const string Remedy =
        "Install libicu (Debian and Ubuntu: apt-get install libicu-dev) and restart the kernel.";

    // Whether the system has the invariant culture only; Windows and macOS bring theirs with them.
    public static bool AreMissing => OperatingSystem.IsLinux() && !HasLibrary();

    // Called before anything else: the runtime ends a process that asks for a culture and finds no library of them.
    public static void Choose(bool ofTheSystem)
    {
        if (!ofTheSystem || AreMissing)
            AppContext.SetSwitch(Switch, true);
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
    }

    public static string Describe(CultureNotFoundException exception) =>
        AreMissing
            ? $"The culture '{exception.InvalidCultureName}' is not available on this machine. {Remedy}"
            : exception.Message;

    // As the runtime looks for it.
    private static bool HasLibrary() =>
        Enumerable.Range(50, 80).Any(version => Loads($"libicuuc.so.{version}") && Loads($"libicui18n.so.{version}"));

    private static bool Loads(string library)
    {
        if (!NativeLibrary.TryLoad(library, out var handle))
            return false;
        NativeLibrary.Free(handle);
        return true;
    }
}
