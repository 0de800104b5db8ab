using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.DotNet.Interactive.Formatting;
using MethodAttributes = System.Reflection.MethodAttributes;

namespace Ghn.Kernel.Engine;

/// <summary>
/// The reference to the assembly of the HTML tags, in which the tag <c>_</c> is private: where cells can see a member of
/// that name, C# has no discards (<c>out _</c>, <c>_ = F()</c>). Only the compiler reads this copy.
/// </summary>
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
