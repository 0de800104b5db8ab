using System.Reflection;

namespace Ghn.Tool.Commands;

// The end by an error that nobody foresaw: one sentence, and a file with what a report of it needs.
internal static class UnexpectedError
{
    // "Internal software error" among the exit codes of Unix.
    public const int ExitCode = 70;

    public static void EndsWithOneSentence() =>
        AppDomain.CurrentDomain.UnhandledException += (_, thrown) =>
        {
            Console.Error.WriteLine(Describe((Exception)thrown.ExceptionObject, Path.GetTempPath()));
            Environment.Exit(ExitCode);
        };

    // The sentence; its details are then in a file in the folder, or follow if that cannot be written.
    public static string Describe(Exception error, string folder)
    {
        var tool = Assembly.GetExecutingAssembly().GetName().Version;
        var details =
            $"ghn {tool}, .NET {Environment.Version}, {RuntimeInformation.RuntimeIdentifier}\n"
            + $"ghn {string.Join(' ', Environment.GetCommandLineArgs().Skip(1))}\n{error}\n";
        var time = DateTime.Now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var file = Path.Combine(folder, $"ghn-error-{time}-{Environment.ProcessId}.txt");
        var sentence =
            $"ghn stopped with an unexpected error ({error.Message.ReplaceLineEndings(" ")}); "
            + "if the message does not help, report it in the issue tracker of this project's repository, with ";
        try
        {
            File.WriteAllText(file, details);
            return $"{sentence}the file '{file}'.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{sentence}these details:\n{details}";
        }
    }
}
