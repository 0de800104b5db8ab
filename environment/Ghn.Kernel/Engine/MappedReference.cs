using System.Collections.Concurrent;
using System.IO.MemoryMappedFiles;
using Microsoft.CodeAnalysis;

namespace Ghn.Kernel.Engine;

/// <summary>
/// A reference to an assembly of .NET itself, as a view of its file instead of a copy: the compiler touches a small part of
/// what the 160 of them hold. Not for files that a build may replace while they are in use.
/// </summary>
internal static unsafe class MappedReference
{
    private static readonly ConcurrentBag<MemoryMappedViewAccessor> Kept = []; // references live as long as the process

    public static PortableExecutableReference To(string path)
    {
        using var file = MemoryMappedFile.CreateFromFile(
            File.OpenHandle(path),
            null,
            0,
            MemoryMappedFileAccess.Read,
            HandleInheritability.None,
            leaveOpen: false
        );
        var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        Kept.Add(view);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        var module = ModuleMetadata.CreateFromImage((nint)start, (int)new FileInfo(path).Length);
        return AssemblyMetadata.Create(module).GetReference(filePath: path);
    }
}
