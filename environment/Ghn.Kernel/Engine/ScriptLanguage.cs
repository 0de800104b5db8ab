using Microsoft.CodeAnalysis.CSharp;

namespace Ghn.Kernel.Engine;

// The C# of notebook cells: the version that every released .NET Interactive kernel understands.
internal static class ScriptLanguage
{
    public const LanguageVersion Version = LanguageVersion.CSharp13;

    public static CSharpParseOptions ParseOptions { get; } = new(Version, kind: SourceCodeKind.Script);

    // What a cell may use without a `using`, as in .NET Interactive. System.IO is not among them.
    public static IReadOnlyList<string> Imports { get; } =
    [
        "System",
        "System.Text",
        "System.Collections",
        "System.Collections.Generic",
        "System.Threading.Tasks",
        "System.Linq",
        "Microsoft.DotNet.Interactive",
        "Microsoft.DotNet.Interactive.Kernel",
        "Microsoft.DotNet.Interactive.Formatting",
        "Microsoft.DotNet.Interactive.Formatting.PocketViewTags",
    ];
}
