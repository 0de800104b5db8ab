using System.Text.RegularExpressions;
using System.Xml.Linq;
using Ghn.Display;

namespace Ghn.Tests.Display;

public sealed partial class SamplePageTests
{
    public static TheoryData<string> Names() => [.. Samples.All().Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Pictures_are_well_formed_and_carry_no_ids_or_scripts(string name)
    {
        var html = PageAssets.StaticOnly(Output(name).ToHtml());
        foreach (Match svg in Svg().Matches(html))
        {
            var root = XDocument.Parse(svg.Value).Root!;
            Assert.DoesNotContain(
                root.DescendantsAndSelf(),
                e => e.Name.LocalName == "script" || e.Attribute("id") is not null
            );
            Assert.NotNull(root.Attribute("viewBox"));
        }
        Assert.DoesNotContain("NaN", Regex.Replace(html, "base64,[^\"]*", ""), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_a_notebook_stores_is_small(string name) =>
        Assert.InRange(PageAssets.StaticOnly(Output(name).ToHtml()).Length, 1, 40_000);

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_output_has_a_text_without_markup(string name)
    {
        var text = Output(name).ToText();
        Assert.NotEmpty(text);
        Assert.DoesNotContain("</", text, StringComparison.Ordinal);
        Assert.Equal(text, Output(name).ToString());
    }

    /// <summary>Writes the page that people look at: set GHN_SAMPLES to a folder to keep it.</summary>
    [Fact]
    public void A_page_of_all_samples_can_be_written()
    {
        var folder =
            Environment.GetEnvironmentVariable("GHN_SAMPLES")
            ?? Directory.CreateTempSubdirectory("ghn-samples").FullName;
        foreach (var (theme, colors) in new[] { ("light", "#fff;color:#1f2328"), ("dark", "#0d1117;color:#e6edf3") })
        {
            var outputs = Samples.All().Select(s => $"<h3 id=\"{s.Name}\">{s.Name}</h3>{s.Output.ToHtml()}");
            var head =
                $"<meta charset=\"utf-8\"><style>body{{font-family:sans-serif;margin:24px;background:{colors}}}{PageAssets.Css}</style>";
            var scripts = $"<script>{PageAssets.PlotlyScript}</script><script>{PageAssets.UpgradeScript}</script>";
            var page = Path.Combine(folder, theme + ".html");
            File.WriteAllText(
                page,
                $"<!doctype html><html><head>{head}</head><body>{string.Join('\n', outputs)}{scripts}</body></html>"
            );
            Assert.True(new FileInfo(page).Length > PageAssets.PlotlyScript.Length);
        }
        if (Environment.GetEnvironmentVariable("GHN_SAMPLES") is null)
            Directory.Delete(folder, recursive: true);
    }

    private static IDisplayable Output(string name) => Samples.All().Single(s => s.Name == name).Output;

    [GeneratedRegex("<svg.*</svg>", RegexOptions.Singleline)]
    private static partial Regex Svg();
}
