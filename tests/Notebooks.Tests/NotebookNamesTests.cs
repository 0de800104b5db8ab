using Ghn;
using Ghn.Tool.Commands;
using Notebooks.Tests.EndToEnd;

namespace Notebooks.Tests;

public sealed class NotebookNamesTests : IDisposable
{
    private readonly Workspace _work = new();

    public NotebookNamesTests()
    {
        foreach (var name in new[] { "good", "00-first", "01-second" })
            _work.Notebook(name, "1");
        _work.File("notes.txt", "");
        Directory.CreateDirectory(Path.Combine(_work.Folder, "empty"));
    }

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("good.ipynb", "good")]
    [InlineData("", "00-first", "01-second", "good")]
    [InlineData("0*.ipynb", "00-first", "01-second")]
    [InlineData("*", "00-first", "01-second", "good")]
    [InlineData("0?-second*", "01-second")]
    public void AFileAFolderOrAPatternNamesNotebooks(string word, params string[] names) =>
        Assert.Equal(names, NotebookNames.Paths([At(word)]).Select(Path.GetFileNameWithoutExtension));

    [Theory]
    [InlineData("god.ipynb", "; did you mean '", "good.ipynb'?")]
    [InlineData("first", "; did you mean '", "00-first.ipynb'?")]
    [InlineData("04", "; did you mean '", "04-training-the-ghn.ipynb'?")] // one of the repository's
    [InlineData("unlike-anything.ipynb", "There is no notebook", "unlike-anything.ipynb'.")]
    [InlineData("empty", "There are no notebooks in", "empty'")]
    [InlineData("9*.ipynb", "No notebook matches", "9*.ipynb'")]
    [InlineData("nowhere/*.ipynb", "No notebook matches", "nowhere/*.ipynb'")]
    public void AnotherWordIsOneSentenceWithTheNearestName(string word, string sentence, string end)
    {
        var told = Assert.Throws<GhnException>(() => NotebookNames.Paths([At(word)])).Message;

        Assert.Contains(sentence, told);
        Assert.Contains(end, told);
    }

    private string At(string word) => Path.Combine(_work.Folder, word);
}
