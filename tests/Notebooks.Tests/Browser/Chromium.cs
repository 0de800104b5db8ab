using Microsoft.Playwright;

namespace Notebooks.Tests.Browser;

/// <summary>Debian's Chromium, driven by Playwright. Tests that need it are skipped where there is none.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program))
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Program,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A new window. What a page complains of is added to the problems: errors, and requests beyond this machine.</summary>
    public async Task<IPage> OpenAsync(BrowserNewContextOptions options, ICollection<string> problems)
    {
        Needed.From(_browser is not null, $"There is no {Program}: apt-get install chromium");
        var context = await _browser!.NewContextAsync(options);
        var page = await context.NewPageAsync();
        page.Console += (_, message) => Add(message.Type == "error", $"{message.Text} {message.Location}");
        page.PageError += (_, error) => Add(true, error);
        page.Request += (_, request) => Add(IsFar(request.Url), request.Url);
        return page;

        void Add(bool isProblem, string text)
        {
            if (isProblem)
                problems.Add(text);
        }
    }

    private static bool IsFar(string url) =>
        new Uri(url) is { Scheme: "http" or "https" or "ws" or "wss" } uri && !uri.IsLoopback;
}
