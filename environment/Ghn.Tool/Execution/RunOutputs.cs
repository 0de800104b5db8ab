using Ghn.Tool.Pages;

namespace Ghn.Tool.Execution;

// The files that a run writes. It tries all of them before the first cell runs, and replaces none that no run wrote.
// What cannot be written at the end goes elsewhere.
internal sealed class RunOutputs
{
    private readonly Dictionary<string, string> _elsewhere = []; // by the folder that could not be written

    // What went elsewhere: a sentence for each folder and reason.
    public List<string> Moved { get; } = [];

    // Throws GhnException if one of the outputs would replace a file that is not a run's, or cannot be written, or if
    // the outputs of one of the sources cannot be stored in it.
    public static void Check(IReadOnlyList<string> outputs, IEnumerable<string> sources)
    {
        if (outputs.FirstOrDefault(path => !IsOfARun(path)) is { } foreign)
            throw new GhnException(
                $"'{foreign}' would be replaced, but this version of 'ghn run' did not write it, or it was changed since: "
                    + "move it, or choose another folder with --out (--store writes outputs into the notebook itself)."
            );
        foreach (var path in outputs)
            Try(path, "choose another folder with --out");
        foreach (var path in sources)
            Try(path, "make it writable, or run without --store");
    }

    // Writes an output, or else one of its name in another folder: where it cannot be written, or where somebody has
    // changed it since Check. Returns where it is.
    public string Write(string path, string text) => Write(path, text, IsOfARun);

    // Writes the outputs of a notebook into it, or elsewhere if somebody has saved it since it was loaded.
    public string Store(NotebookFile source, string text) => Write(source.Path, text, _ => source.IsAsLoaded());

    private string Write(string path, string text, Func<string, bool> isUnchanged)
    {
        if (!isUnchanged(path))
            return WriteElsewhere(path, text, $"'{Path.GetFileName(path)}' was changed during the run");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!); // it may have gone while the cells ran
            TextFile.Write(path, text);
            return path;
        }
        catch (Exception e) when (TextFile.IsRefusal(e))
        {
            return WriteElsewhere(path, text, e.Message.TrimEnd('.'));
        }
    }

    private string WriteElsewhere(string path, string text, string why)
    {
        var folder = Path.GetDirectoryName(path)!;
        var other = _elsewhere.GetValueOrDefault(folder);
        string[] fresh = [.. Places.Select(place => Path.Combine(place, $"ghn-run-{Guid.NewGuid():N}"))];
        foreach (var place in other is null ? fresh : [other, .. fresh])
            try
            {
                var file = Path.Combine(Directory.CreateDirectory(place).FullName, Path.GetFileName(path));
                TextFile.Write(file, text);
                var sentence = $"Not everything could be written to '{folder}' ({why}): the rest is in '{place}'.";
                if (!Moved.Contains(sentence))
                    Moved.Add(sentence);
                _elsewhere[folder] = place;
                return file;
            }
            catch (Exception e) when (TextFile.IsRefusal(e)) { } // the next one
        throw new GhnException(
            $"'{path}' could not be written ({why}), and no other folder either: its outputs are lost."
        );
    }

    // A full disk is often that of the temporary folder, too.
    private static IEnumerable<string> Places =>
        new[]
        {
            Path.GetTempPath(),
            "/dev/shm",
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        }.Where(Directory.Exists);

    private static void Try(string path, string remedy)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            TextFile.TryWriting(path);
        }
        catch (Exception e) when (TextFile.IsRefusal(e))
        {
            throw new GhnException($"'{path}' cannot be written ({e.Message.TrimEnd('.')}); {remedy}.", e);
        }
    }

    private static bool IsOfARun(string path)
    {
        try
        {
            var target = TextFile.Target(path);
            if (!File.Exists(target))
                return true; // a folder is told when writing is tried
            if (new FileInfo(target).Length == 0) // a device, too
                return false;
            return Path.GetExtension(path) == ".ipynb"
                ? NotebookFile.Load(target).IsUnchangedRun
                : TextFile.Read(target).Contains(PageFrame.Mark, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is GhnException || TextFile.IsRefusal(e)) // not to be read, or no notebook
        {
            return false;
        }
    }
}
