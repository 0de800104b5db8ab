namespace Notebooks.Tests.Browser;

/// <summary>Compares the interactive chart of every figure of a page with the static picture that it replaces.</summary>
internal static class FigureComparison
{
    /// <summary>Evaluates to a sentence a difference.</summary>
    public const string Script = """
        () => [...document.querySelectorAll(".ghn-figure")].flatMap((figure, at) => {
          const svg = figure.querySelector(".ghn-static > svg"), inside = svg.querySelector("svg");
          const chart = figure.querySelector(".ghn-live"), { xaxis, yaxis } = chart._fullLayout;
          const differences = [];
          const same = (what, picture, drawn) => {
            if (String(picture) !== String(drawn))
              differences.push(`figure ${at + 1}, ${svg.getAttribute("aria-label")}: ${what} [${picture}] became [${drawn}]`);
          };

          // The picture tells its texts apart by their size, colour and place.
          const texts = [...svg.children].filter(e => e.tagName === "text");
          const of = (size, ink) => texts.filter(e => e.getAttribute("font-size") == size && e.getAttribute("fill") === ink);
          const turned = e => e.getAttribute("transform")?.startsWith("rotate(-90");
          const words = list => [...list].map(e => e.textContent);
          const drawn = selector => [...chart.querySelectorAll(selector)].map(e => e.getAttribute("data-unformatted") ?? e.textContent);
          const isName = text => !/^[−\d.,]+[GM]?$/.test(text);
          const plain = list => list.map(text => new DOMParser().parseFromString(text, "text/html").body.textContent);
          same("the x title", words(of(12.5, "#24292f").filter(e => !turned(e))), plain(drawn(".xtitle")));
          same("the y title", words(of(12.5, "#24292f").filter(turned)), plain(drawn(".ytitle")));
          same("the legend", words(of(12, "#24292f")), plain(drawn(".legendtext")));
          const left = +inside.getAttribute("x");
          const ticks = of(11.5, "#57606a");
          for (const [name, axis, labels] of [
            ["x", xaxis, ticks.filter(e => +e.getAttribute("x") >= left)],
            ["y", yaxis, ticks.filter(e => +e.getAttribute("x") < left)]])
            if (axis.tickmode === "array" || words(labels).some(isName)) same(`the ${name} labels`, words(labels).sort(), plain(drawn(`.${name}tick text`)).sort());
            else if (drawn(`.${name}tick text`).length < 2) same(`the ${name} labels`, words(labels), drawn(`.${name}tick text`));

          // Marks: bars without height are not drawn, and a large set of points is thinned less in the chart.
          const count = selector => [...inside.children].filter(e => e.matches(selector)).length;
          const visible = selector => [...chart.querySelectorAll(selector)].filter(e => e.getBBox().height > 0.01).length;
          const traces = type => chart._fullData.filter(trace => trace.type === type);
          const heat = traces("heatmap").map(trace => trace.z.length * trace.z[0].length);
          const cells = count("rect[shape-rendering=crispEdges]");
          same("cells", [cells || heat], heat);
          const pictures = [...chart.querySelectorAll(".heatmaplayer image")];
          same("the width of the cells", heat.map(() => 100), pictures.map(e => Math.round(100 * e.getBBox().width / xaxis._length)));
          same("values in cells", words(inside.querySelectorAll("text")), drawn(".annotation-text"));
          same("bars", count("rect[fill-opacity='.8']"), visible(".barlayer .point path"));
          same("boxes", count("rect[stroke]"), chart.querySelectorAll(".boxlayer path.box").length);
          const points = inside.querySelectorAll("g > circle").length;
          const markers = traces("scatter").filter(trace => trace.mode === "markers");
          const shown = markers.flatMap(trace => trace.x.filter((x, i) => x !== null && trace.y[i] !== null)).length;
          if (shown <= 1500) same("points", points, chart.querySelectorAll(".scatterlayer .points path").length - joined());
          same("lines", count("path[fill=none]") + count("line[stroke-dasharray='2 3']"),
            traces("scatter").filter(trace => /lines/.test(trace.mode) && trace.line.width > 0).length);
          return differences;

          function joined() {
            return [...chart.querySelectorAll(".scatterlayer .trace")]
              .filter(e => e.__data__?.[0]?.trace.mode === "lines+markers")
              .reduce((sum, e) => sum + e.querySelectorAll(".points path").length, 0);
          }
        })
        """;
}
