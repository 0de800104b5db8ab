using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Ghn.Tool.Notebooks.Engine;

/// <summary>Finds what <c>#r "path.dll"</c> names, relative to the notebook's folder.</summary>
internal sealed class NotebookReferences(string folder) : MetadataReferenceResolver
{
    private static readonly ConcurrentDictionary<string, PortableExecutableReference> Known = new();

    public override bool ResolveMissingAssemblies => true;

    public static PortableExecutableReference At(string path) =>
        Known.GetOrAdd(
            path,
            file => HostAssemblies.IsFramework(file) ? MappedReference.To(file) : MetadataReference.CreateFromFile(file)
        );

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference,
        string? baseFilePath,
        MetadataReferenceProperties properties
    )
    {
        var path = Path.GetFullPath(reference, folder);
        if (File.Exists(path))
            return [At(HostAssemblies.Load(path))];
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
        if (HostAssemblies.Find(referenceIdentity.Name) is { } own)
            return At(own);
        var beside = Path.GetDirectoryName((definition as PortableExecutableReference)?.FilePath);
        var path = beside is null ? null : Path.Combine(beside, referenceIdentity.Name + ".dll");
        return File.Exists(path) ? At(HostAssemblies.Load(path)) : null;
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => folder.GetHashCode(StringComparison.Ordinal);
}
