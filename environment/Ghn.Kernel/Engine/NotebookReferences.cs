using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Ghn.Kernel.Engine;

/// <summary>Finds what <c>#r "path.dll"</c> names, in the first of the folders that has it.</summary>
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

    /// <summary>What a referenced assembly needs and the cell did not name: our own copy, or a file beside it.</summary>
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
                        + $"{collision.Remedy ?? "leave the reference out"}."
                )
                : HostAssemblies.Load(path);
        }
        catch (BadImageFormatException)
        {
            throw new GhnException($"'{reference}' is not a .NET assembly; name the DLL that the project builds.");
        }
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
