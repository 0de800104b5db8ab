// Draws every figure of the page with plotly.js, also those that are inserted later; a figure whose drawing fails keeps its static picture.
(function () {
  if (window.ghnFigures) return;
  window.ghnFigures = true;

  function upgrade(figure) {
    var source = figure.querySelector("script.ghn-plotly");
    var still = figure.querySelector(".ghn-static");
    if (!source || !still) return;
    figure.setAttribute("data-ghn", "seen");
    // In a chart as narrow as a phone the words lie on each other; the picture can be zoomed.
    if (window.matchMedia("(max-width: 40rem)").matches) return;
    var live = document.createElement("div");
    live.className = "ghn-live";
    try {
      var plot = JSON.parse(source.textContent);
      var svg = still.querySelector("svg");
      live.style.maxWidth = (svg ? svg.getAttribute("width") : 720) + "px";
      live.style.height = plot.layout.height + "px";
      // On the left, as in the static picture: a centred title would lie under the buttons. And at the top: in the middle of
      // the margin it would lie under a legend of several rows.
      plot.layout.title = { text: plot.layout.title, x: 0.02, xanchor: "left", y: 1, yanchor: "top", pad: { t: 14 } };
      figure.appendChild(live);
      window.Plotly.newPlot(live, plot.data, plot.layout, { responsive: true, displaylogo: false }).then(
        function () {
          still.style.display = "none";
          figure.setAttribute("data-ghn", "live");
        },
        function () { live.remove(); }
      );
    } catch (error) {
      live.remove();
    }
  }

  function scan() {
    if (window.Plotly) document.querySelectorAll(".ghn-figure:not([data-ghn])").forEach(upgrade);
  }

  function start() {
    scan();
    var waiting = false;
    new MutationObserver(function () {
      if (waiting) return;
      waiting = true;
      setTimeout(function () { waiting = false; scan(); }, 50);
    }).observe(document.documentElement, { childList: true, subtree: true });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
