namespace Notebooks.Tests.EndToEnd;

public sealed class TrainTests
{
    [Fact]
    public void AKilledTrainingEndsInTheSameBitsAsOneThatWasNot()
    {
        using var work = new Workspace();
        string[] Arguments(string file) =>
            [
                "train",
                "--profile",
                "smoke",
                "--data",
                "generated",
                "--steps",
                "60",
                "--seed",
                "3",
                "--checkpoint",
                file,
            ];
        string[] often = ["--checkpoint-every", "5"];

        var whole = work.Tool([.. Arguments("whole"), .. often]);
        Assert.True(whole.ExitCode == 0, whole.Text);
        var seen = 0;
        var last = DateTime.MinValue;
        bool Written() // the third checkpoint is there: fifteen steps or a few more
        {
            var time = File.GetLastWriteTimeUtc(Path.Combine(work.Folder, "killed"));
            (seen, last) = time.Year > 2000 && time != last ? (seen + 1, time) : (seen, last);
            return seen == 3;
        }
        var killed = work.ToolKilledWhen(Written, [.. Arguments("killed"), .. often]);
        Assert.NotEqual(0, killed.ExitCode);
        Assert.DoesNotContain("Trained", killed.Text);
        Assert.True(File.Exists(Path.Combine(work.Folder, "killed.claim"))); // the lock itself died with its process
        var stopped = File.ReadAllBytes(Path.Combine(work.Folder, "killed"));
        var resumed = work.Tool([.. Arguments("killed"), .. often]);

        Assert.True(resumed.ExitCode == 0, resumed.Text);
        Assert.Contains("Resuming from", resumed.Text);
        var end = File.ReadAllBytes(Path.Combine(work.Folder, "whole"));
        Assert.NotEqual(end, stopped);
        Assert.Equal(end, File.ReadAllBytes(Path.Combine(work.Folder, "killed"))); // parameters, moments, trace
        Assert.Equal(Steps(whole.Text), Steps(resumed.Text));
        Assert.Equal(["killed", "whole"], Directory.GetFiles(work.Folder).Select(Path.GetFileName).Order());

        static IEnumerable<string> Steps(string text) =>
            text.Split('\n')
                .Where(line => line.Contains("step ", StringComparison.Ordinal))
                .Select(line => line.Replace("/whole", "", StringComparison.Ordinal).Replace("/killed", ""));
    }

    [Theory]
    [InlineData("Training.Seed is 0 there and 1 here", "--seed", "1")]
    [InlineData("Training.Steps is 2 there and 60 here")]
    [InlineData("Device 'cuda:7' is not available", "--device", "cuda:7")]
    public void ATrainingThatIsAnotherOneIsOneSentence(string message, params string[] other)
    {
        using var work = new Workspace();
        var first = work.Tool("train", "--steps", "2", "--checkpoint", "state");
        Assert.True(first.ExitCode == 0, first.Text);
        var before = File.ReadAllBytes(Path.Combine(work.Folder, "state"));
        string[] steps = message.Contains("Steps", StringComparison.Ordinal) ? [] : ["--steps", "2"];

        var refused = work.Tool(["train", "--checkpoint", "state", .. steps, .. other]);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(message, refused.Text);
        Assert.DoesNotContain("   at ", refused.Text);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(work.Folder, "state")));
    }
}
