namespace Ghn.Display;

/// <summary>
/// A sequence of pictures. If the host runs scripts, a slider shows one at a time; otherwise all are shown below each
/// other.
/// </summary>
[TypeFormatterSource(typeof(DisplayFormatterSource))]
public sealed record Frames : IDisplayable
{
    private const string Script = """
        <script>
        for (const frames of document.querySelectorAll(".ghn-frames:not([data-slides])")) {
          frames.dataset.slides = "";
          const all = [...frames.querySelectorAll(".ghn-frame")];
          const slider = frames.querySelector("input");
          const show = () => all.forEach((f, i) => f.style.display = i == slider.value ? "" : "none");
          slider.oninput = show;
          slider.style.display = "";
          show();
        }
        </script>
        """;

    private Frames(ImmutableArray<(string Caption, IDisplayable Picture)> pictures) => Pictures = pictures;

    /// <summary>The pictures, in order.</summary>
    public ImmutableArray<(string Caption, IDisplayable Picture)> Pictures { get; }

    /// <summary>Creates frames from pictures in order; at least one.</summary>
    public static Frames Of(IEnumerable<(string Caption, IDisplayable Picture)> pictures)
    {
        var all = pictures.ToImmutableArray();
        return all.Length > 0
            ? new Frames(all)
            : throw new ArgumentException("There are no pictures to show.", nameof(pictures));
    }

    /// <inheritdoc/>
    public string ToHtml()
    {
        var last = (Pictures.Length - 1).ToString(CultureInfo.InvariantCulture);
        var frames = Pictures.Select(p =>
            $"""<div class="ghn-frame"><p><b>{Markup.Escape(p.Caption)}</b></p>{p.Picture.ToHtml()}</div>"""
        );
        return $"""<div class="ghn-frames"><input type="range" min="0" max="{last}" value="0" style="display:none;width:320px" aria-label="frame">"""
            + $"{string.Concat(frames)}</div>{Script}";
    }

    /// <inheritdoc/>
    public string ToText() => string.Join("\n\n", Pictures.Select(p => $"{p.Caption}\n{p.Picture.ToText()}"));

    /// <inheritdoc/>
    public override string ToString() => ToText();
}
