using Ghn.Experiments;
using Ghn.Experiments.Slurm;

namespace Ghn.Tests.Experiments.Slurm;

public sealed class SlurmOptionsTests
{
    [Theory]
    [InlineData("--array=1-3", "--array numbers the tasks")]
    [InlineData("--arr=1-3", "--array numbers")] // Slurm takes a beginning for the whole
    [InlineData("-a1-3", "--array numbers")]
    [InlineData("-Qa1-3", "--array numbers")]
    [InlineData("--wrap=true", "--wrap would replace the script")]
    [InlineData("--output=x.log", "--output names the logs")]
    [InlineData("-ox.log", "--output names the logs")]
    [InlineData("--error=x", "--error would take")]
    [InlineData("-e", "--error would take")]
    [InlineData("--signal=B:INT@5", "use --grace")]
    [InlineData("--job-name=mine", "--job-name names the job")]
    [InlineData("-Jmine", "--job-name names the job")]
    [InlineData("--time=1", "--time is set by --time")]
    [InlineData("--no-requeue", "would lose the units")]
    [InlineData("--test-only", "use --dry-run")]
    [InlineData("--clusters=far", "submit on a login node of that cluster")]
    [InlineData("-M", "submit on a login node of that cluster")]
    [InlineData("physics", "is no option of sbatch")]
    [InlineData("--account physics", "is two words: write --sbatch=--account=physics.")]
    [InlineData("-A physics", "is two words: write --sbatch=-Aphysics.")]
    [InlineData("--comment=a\nrm", "is no option of sbatch")]
    [InlineData("", "is no option of sbatch")]
    [InlineData("--", "is no option of sbatch")]
    public void What_the_script_sets_or_what_breaks_it_is_refused(string option, string sentence) =>
        Assert.Contains(
            sentence,
            Assert.Throws<GhnException>(() => new SlurmOptions { Extra = ["--hold", option] }).Message
        );

    [Theory]
    [InlineData("--account=physics")]
    [InlineData("-Aphysics")]
    [InlineData("--time-min=5")]
    [InlineData("--exclude=n1")]
    [InlineData("--export=ALL,A=b c")]
    [InlineData("--comment=it's \"mine\"")]
    [InlineData("--nodelist=n[1-2]")]
    public void Other_options_are_passed_through(string option) =>
        Assert.Equal([option], new SlurmOptions { Extra = [option] }.Extra);

    [Theory]
    [InlineData(0, "#SBATCH --array=0-3\n")]
    [InlineData(2, "#SBATCH --array=0-3%2\n")]
    public void The_number_of_tasks_at_a_time_can_be_limited(int most, string line)
    {
        using var experiment = PaperExperiments.Create(
            "schedule",
            NotebookSettings.Parse("smoke", null),
            "results",
            null
        );
        var engine = new SlurmEngine(experiment, new SlurmOptions { MaxRunning = most }, "ghn", "ghn check");

        Assert.Contains(
            line,
            engine.Script(new SlurmPlan("ghn-schedule", "", 3, 1, 1, null) { Name = "plan-0001", Folder = "results" })
        );
    }
}
