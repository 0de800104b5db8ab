using System.ComponentModel;

namespace Ghn.Tool.Checks;

// The .NET runtime that runs this tool and the SDK that global.json selects.
internal static class DotnetCheck
{
    public static CheckRow Row()
    {
        var runtime =
            $"runtime {RuntimeInformation.FrameworkDescription.Replace(".NET ", "", StringComparison.Ordinal)}";
        return Sdk() is { } sdk
            ? CheckRow.Ok(".NET", $"{runtime}, SDK {sdk}")
            : CheckRow.Warning(
                ".NET",
                $"{runtime}, no SDK that global.json accepts",
                "Notebooks run without an SDK; to build, install the .NET SDK 10."
            );
    }

    private static string? Sdk()
    {
        var start = new ProcessStartInfo("dotnet", "--version")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Installation.Root ?? Installation.Folder,
        };
        try
        {
            using var dotnet = Process.Start(start)!;
            var output = dotnet.StandardOutput.ReadToEnd().Trim();
            dotnet.WaitForExit();
            return dotnet.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception) // no dotnet on the path
        {
            return null;
        }
    }
}
