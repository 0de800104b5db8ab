using System.Runtime.InteropServices;

namespace Ghn.Kernel.Document;

// What .NET does not tell of a file: whether it is one (not a pipe, a device, a folder), its names, its owner.
internal sealed partial record FileFacts(bool IsFile, uint Names, uint Owner, uint Group)
{
    private const int FromCurrentFolder = -100;
    private const uint Basic = 0x7ff;
    private const int Size = 256;

    // Of the file behind a link; null where there is none, and on other systems than Linux.
    public static FileFacts? Of(string path)
    {
        var answer = new byte[Size];
        if (!OperatingSystem.IsLinux() || Ask(FromCurrentFolder, path, 0, Basic, answer) != 0)
            return null;
        // The same layout on every processor: "struct statx" of Linux.
        var isFile = (BitConverter.ToUInt16(answer, 28) & 0xf000) == 0x8000;
        return new(isFile, Number(16), Number(20), Number(24));

        uint Number(int place) => BitConverter.ToUInt32(answer, place);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Ask(int folder, string path, int flags, uint mask, [Out] byte[] answer);
}
