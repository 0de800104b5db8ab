using Ghn.Tool.Notebooks.Execution;

namespace Ghn.Tool.Notebooks.Pages;

/// <summary>A notebook in the list of a run: its file name without extension, and how it went.</summary>
internal sealed record IndexEntry(string Name, NotebookRun Run);
