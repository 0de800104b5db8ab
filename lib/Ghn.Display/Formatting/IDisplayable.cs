namespace Ghn.Display;

/// <summary>A result that a notebook shows: as HTML where there is a page, as text everywhere else.</summary>
public interface IDisplayable
{
    /// <summary>A self-contained HTML fragment that needs no script and no style sheet.</summary>
    string ToHtml();

    /// <summary>The same content as plain text.</summary>
    string ToText();
}
