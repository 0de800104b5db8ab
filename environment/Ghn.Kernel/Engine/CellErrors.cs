using System.Reflection;
using Ghn.Kernel.Document;

namespace Ghn.Kernel.Engine;

internal static partial class CellErrors
{
    // What C# has and scripts have not, with what a cell has instead.
    private static readonly Dictionary<string, string> Cures = new()
    {
        ["CS0006"] =
            "If it belongs to the library: run 'dotnet build environment/Ghn.Tool' in the repository's folder, then restart the kernel.",
        ["CS1109"] = "In a cell, write the extension method at the top level, outside the class.",
        ["CS7021"] = "In a cell, write the types without a namespace.",
        ["CS8345"] = "Variables of a cell live on, and spans cannot: use an array, or put these lines into braces.",
    };

    // What lines of IPython begin with.
    private static readonly Dictionary<char, string> IPython = new()
    {
        ['!'] = "in C#, System.Diagnostics.Process.Start(\"ls\", [\"-l\"]) starts a program.",
        ['%'] = "the only such command here is #!time.",
        ['?'] = "use completion or Shift+Tab for help on a name.",
    };

    public static CellError FromCompiler(IEnumerable<Diagnostic> diagnostics, string cell, string source)
    {
        var errors = diagnostics
            .Where(one => one.Severity == DiagnosticSeverity.Error)
            .OrderBy(one => one.Location.GetMappedLineSpan().Path != cell)
            .ThenBy(one => one.Location.SourceSpan.Start)
            .ToArray();
        var lines = errors
            .Select(one => $"{Place(one)}: {one.Id}: {one.GetMessage(CultureInfo.InvariantCulture)}")
            .Concat(errors.Select(one => Cure(one, source.Split('\n'))).OfType<string>().Distinct())
            .ToArray();
        var position = errors[0].Location.GetMappedLineSpan();
        var line = position.Path == cell ? position.StartLinePosition.Line + 1 : (int?)null;
        return new CellError("CompilationError", errors[0].GetMessage(CultureInfo.InvariantCulture), line, lines);
    }

    private static string? Cure(Diagnostic error, string[] source)
    {
        if (Cures.GetValueOrDefault(error.Id) is { } cure)
            return cure;
        var line = source.ElementAtOrDefault(error.Location.GetMappedLineSpan().StartLinePosition.Line)?.Trim();
        return line is { Length: > 1 } && IPython.TryGetValue(line[0], out var instead)
            ? $"If '{line}' is IPython syntax: {instead}"
            : null;
    }

    public static CellError FromException(Exception exception, string cell)
    {
        while (exception is TargetInvocationException or AggregateException && exception.InnerException is { } cause)
            exception = cause;
        var interrupted = exception is OperationCanceledException && Interruption.Requested;
        var kind = interrupted ? "Interrupted" : exception.GetType().Name;
        var message =
            interrupted ? "The cell was interrupted."
            : exception is CultureNotFoundException culture ? Cultures.Describe(culture)
            : Clear(exception.Message);
        var frames = Frames(exception).ToArray();
        var line = exception is CellException { Line: var at }
            ? at
            : frames.FirstOrDefault(frame => frame.File == cell)?.Line;
        if (exception is CellException or GhnException)
            frames = [.. frames.Where(frame => frame.File == cell).Take(1)];
        var trace = new List<string> { $"{kind}: {message}" };
        trace.AddRange(frames.Select(frame => "   " + frame.Describe()));
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
            trace.Add($"caused by {inner.GetType().Name}: {Clear(inner.Message)}");
        return new CellError(kind, message, line, trace);
    }

    // Torch's messages carry the stack of its own C++ functions.
    private static string Clear(string message)
    {
        var at = message.IndexOf("\nException raised from ", StringComparison.Ordinal);
        return at > 0 ? message[..at].TrimEnd() : message;
    }

    private static string Place(Diagnostic diagnostic)
    {
        var span = diagnostic.Location.GetMappedLineSpan();
        return $"{span.Path}, line {span.StartLinePosition.Line + 1}";
    }

    private static IEnumerable<Frame> Frames(Exception exception) =>
        from frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames()
        let method = frame.GetMethod()
        let space = method?.DeclaringType?.FullName ?? ""
        where method is not null && !IsMachinery(space)
        // Only file names: paths are this machine's (debug information makes even "cell 3" one).
        select new Frame(Name(method), Path.GetFileName(frame.GetFileName()), frame.GetFileLineNumber());

    private static bool IsMachinery(string type) =>
        type.StartsWith("Microsoft.CodeAnalysis.Scripting", StringComparison.Ordinal)
        || type.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal)
        || type.StartsWith("System.Runtime.ExceptionServices.", StringComparison.Ordinal)
        || type.StartsWith("System.Threading.Tasks.", StringComparison.Ordinal)
        || type.StartsWith("Microsoft.DotNet.Interactive.Formatting.", StringComparison.Ordinal)
        || type.StartsWith("Ghn.Kernel.", StringComparison.Ordinal);

    // Submission#3+<<Initialize>>d__0.MoveNext is top-level code; <F>d__1.MoveNext is F; <F>g__Inner|2_0 is Inner.
    private static string Name(MethodBase method)
    {
        var type = Submission().Replace(method.DeclaringType!.FullName!, "").Replace('+', '.');
        var name = $"{type}.{method.Name}".TrimStart('.');
        if (TopLevel().IsMatch(name))
            return "";
        name = LocalFunction().Replace(name, "$1");
        name = StateMachine().Replace(name, "$1");
        return name.Contains(">b__", StringComparison.Ordinal) ? "a lambda" : name;
    }

    [GeneratedRegex(@"^Submission#\d+\+?")]
    private static partial Regex Submission();

    [GeneratedRegex(@"^<<Initialize>>d__\d+\.MoveNext$|^<Initialize>$|^<Factory>$")]
    private static partial Regex TopLevel();

    [GeneratedRegex(@"<[^>]*>g__([^|]+)\|[\d_]+")]
    private static partial Regex LocalFunction();

    [GeneratedRegex(@"<([^<>]+)>d__?\d*\.MoveNext")]
    private static partial Regex StateMachine();

    private sealed record Frame(string Method, string? File, int Line)
    {
        public string Describe()
        {
            var place = File is null ? null : $"{File}, line {Line}";
            return "at " + string.Join(", ", new[] { Method, place }.Where(part => !string.IsNullOrEmpty(part)));
        }
    }
}

// Why a cell failed, as a reader wants it: exact lines, and none of the engine's own frames. The trace is what is shown
// below the cell, line by line, the message first.
internal sealed record CellError(string Name, string Message, int? Line, IReadOnlyList<string> Trace)
{
    private const string Rest = "to see all of it, catch the exception and write its message to a file";

    // As the Jupyter protocol and notebooks write it.
    public JsonObject ToJson() =>
        new()
        {
            ["ename"] = Name,
            ["evalue"] = Message,
            ["traceback"] = new JsonArray([.. Trace.Select(line => JsonValue.Create(line))]),
        };

    public CellError Shortened() =>
        this with
        {
            Message = LongText.Cut(Message, OutputLimits.Error, Rest),
            Trace = LongText.Cut(string.Join('\n', Trace), OutputLimits.Error, Rest).Split('\n'),
        };
}

// A cell that cannot be run as written: the sentence, and the line of the cell that it is about.
internal sealed class CellException(string message, int line) : Exception(message)
{
    public int Line => line;
}

// What running a cell gave: an error, or (if its last line is an expression) a value; and the time since `#!time`,
// which is shown below the value.
internal sealed record CellResult(
    CellError? Error,
    bool HasValue = false,
    object? Value = null,
    TimeSpan? WallTime = null
);
