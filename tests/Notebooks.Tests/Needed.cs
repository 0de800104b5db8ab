namespace Notebooks.Tests;

/// <summary>
/// What tests need of the machine. Where it is missing they are skipped; with GHN_NO_SKIP=1, as in .ci/run, they fail, so that
/// none of them is lost unnoticed.
/// </summary>
internal static class Needed
{
    public static void From(bool isThere, string remedy)
    {
        if (!isThere && Environment.GetEnvironmentVariable("GHN_NO_SKIP") == "1")
            Assert.Fail(remedy);
        Assert.SkipUnless(isThere, remedy);
    }
}
