namespace Notebooks.Tests.Browser;

/// <summary>Whether a page fits the window that it is open in.</summary>
internal static class PageFit
{
    /// <summary>Evaluates to what is wider than its place; of "the page" or of "everything" in it.</summary>
    public const string Script = """
        what => {
          const window = document.documentElement, wide = [];
          if (window.scrollWidth > window.clientWidth) wide.push(`the page: ${window.scrollWidth} > ${window.clientWidth}`);
          if (what === "everything")
            for (const e of document.querySelectorAll("table, pre, svg[role=img], img")) {
              const box = e.getBoundingClientRect();
              const place = e.parentElement.getBoundingClientRect();
              if (box.right > place.right + 1 || e.scrollWidth > Math.ceil(box.width))
                wide.push(`${e.tagName}: ${box.width} or ${e.scrollWidth} > ${place.width}: ${e.textContent.slice(0, 60)}`);
            }
          return wide;
        }
        """;
}
