using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.IO.MemoryMappedFiles;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Microsoft.DotNet.Interactive.Formatting;
using MethodAttributes = System.Reflection.MethodAttributes;

namespace Ghn.Kernel.Engine;

// Finds what `#r "path.dll"` names, in the first of the folders that has it.
internal sealed class NotebookReferences(IReadOnlyList<string> folders) : MetadataReferenceResolver
{
    private static readonly ConcurrentDictionary<string, PortableExecutableReference> Known = new();

    public override bool ResolveMissingAssemblies => true;

    public static PortableExecutableReference At(string path) =>
        Known.GetOrAdd(
            path,
            file =>
                HostAssemblies.IsFramework(file) ? MappedReference.To(file)
                : file == TagsReference.Path ? TagsReference.Create()
                : MetadataReference.CreateFromFile(file)
        );

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference,
        string? baseFilePath,
        MetadataReferenceProperties properties
    )
    {
        if (folders.Select(folder => Path.GetFullPath(reference, folder)).FirstOrDefault(File.Exists) is { } path)
            return [At(Loaded(path, reference))];
        return
            HostAssemblies.Framework.FirstOrDefault(one => Path.GetFileNameWithoutExtension(one) == reference)
                is { } framework
            ? [At(framework)]
            : [];
    }

    // What a referenced assembly needs and the cell did not name: our own copy, or a file beside it.
    public override PortableExecutableReference? ResolveMissingAssembly(
        MetadataReference definition,
        AssemblyIdentity referenceIdentity
    )
    {
        if (HostAssemblies.Standing(new AssemblyName(referenceIdentity.GetDisplayName())) is { } standing)
            return At(standing);
        var beside = Path.GetDirectoryName((definition as PortableExecutableReference)?.FilePath);
        var path = beside is null ? null : Path.Combine(beside, referenceIdentity.Name + ".dll");
        return File.Exists(path) ? At(HostAssemblies.Load(path)) : null;
    }

    private static string Loaded(string path, string reference)
    {
        try
        {
            return HostAssemblies.CollisionOf(path) is { } collision
                ? throw new GhnException(
                    $"'{reference}' cannot be used here ({collision.Reason}): "
                        + $"{collision.Remedy ?? "remove the reference"}."
                )
                : HostAssemblies.Load(path);
        }
        catch (BadImageFormatException)
        {
            throw new GhnException($"'{reference}' is not a .NET assembly; use the DLL that the project builds.");
        }
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

// A reference to an assembly of .NET itself, as a view of its file instead of a copy: the compiler touches a small part
// of what the 160 of them hold. Not for files that a build may replace while they are in use.
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

// The reference to the assembly of the HTML tags, in which the tag `_` is private: where cells can see a member of that
// name, C# has no discards (`out _`, `_ = F()`). Only the compiler reads this copy.
internal static class TagsReference
{
    private const int FlagsInRow = 6; // of a row of the table of methods: address (4 bytes), implementation flags (2), flags

    public static string Path { get; } = typeof(PocketViewTags).Assembly.Location;

    public static PortableExecutableReference Create()
    {
        var image = File.ReadAllBytes(Path);
        using var file = new PEReader(new MemoryStream(image));
        var metadata = file.GetMetadataReader();
        var getter = metadata
            .TypeDefinitions.Select(metadata.GetTypeDefinition)
            .Single(type => metadata.StringComparer.Equals(type.Name, nameof(PocketViewTags)))
            .GetMethods()
            .Single(method => metadata.StringComparer.Equals(metadata.GetMethodDefinition(method).Name, "get__"));
        var row =
            metadata.GetTableMetadataOffset(TableIndex.MethodDef)
            + (MetadataTokens.GetRowNumber(getter) - 1) * metadata.GetTableRowSize(TableIndex.MethodDef);
        var flags = file.PEHeaders.MetadataStartOffset + row + FlagsInRow;
        image[flags] = (byte)(image[flags] & ~(byte)MethodAttributes.MemberAccessMask | (byte)MethodAttributes.Private);
        return MetadataReference.CreateFromImage(image, filePath: Path);
    }
}
