using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Notebooks.Tests.EndToEnd;
using static System.FormattableString;

namespace Notebooks.Tests.Slurm;

/// <summary>Experiments through Slurm's own programs on a small cluster.</summary>
public sealed class SlurmTests(SlurmCluster cluster) : IClassFixture<SlurmCluster>
{
    private static readonly string[] s_long = ["ground-truth", "--profile", "workshop", "--data", "generated"]; // minutes a unit

    [Fact]
    public void AnExperimentOnTheClusterGivesTheLedgerOfTheLocalRun()
    {
        using var work = cluster.Workspace();
        work.Environment["SBATCH_OUTPUT"] = "/dev/null"; // a user's own, which must not hide the logs, ...
        work.Environment["SQUEUE_STATES"] = "RUNNING"; // ... nor tasks that wait
        var folder = Path.Combine(work.Folder, "C# it's"); // words that a shell and Slurm read in their own ways
        string[] there = ["table4", "--results", folder];
        var submitted = Submit(work, there).Text;
        Assert.True(submitted.Contains("4 tasks of up to 1 units", StringComparison.Ordinal), submitted);
        var again = Submit(work, there); // the tasks have them
        Assert.True(
            again.Text.Contains("All missing units are already assigned", StringComparison.Ordinal),
            again.Text + cluster.Run("squeue")
        );
        cluster.WaitForEmptyQueue();

        Assert.Contains(
            "0 units wait, 0 run, 4 are done, 0 ended without a result",
            Status(work, [.. there, "--engine", "slurm"]) // it submits nothing
        );
        var ledger = Path.Combine(folder, "table4.smoke.generated.jsonl");
        var looked = File.ReadAllText(Path.Combine(ledger + ".parts", "plan-0001-0.log"));
        Assert.Contains("libtorch", looked);
        Assert.Contains("Ready: device cpu and the images are available.", looked);
        Assert.Contains("4 lines added", work.Tool("ledger", "merge", ledger, "--clean").Text);
        Assert.Equal([ledger], Directory.GetFileSystemEntries(folder));
        Tool(work, "table4");
        KeptLedger.AssertEqual(Ledger(work, "table4"), ledger, tolerance: 0);
        KeptLedger.AssertEqual(ledger);
    }

    [Fact]
    public void WhateverEndsATaskLosesNothingAndTheNextCallPlansTheRest()
    {
        const string name = "ground-truth";
        using var work = cluster.Workspace();
        var job = Job(Submit(work, name, "--units-per-task", "2"));
        KillATask(work);
        cluster.WaitUntil(
            () => cluster.Run("scontrol", "show", "job", job).Contains("JobState=FAILED", StringComparison.Ordinal),
            "no task has failed"
        );
        cluster.RestartController();
        cluster.WaitUntil(() => Running() == 2, "two nodes do not run two tasks");
        cluster.Run("scontrol", "update", "nodename=n1", "state=down", "reason=test"); // its task is queued again
        cluster.Run("scontrol", "update", "nodename=n0", "state=drain", "reason=test"); // its task goes on
        cluster.WaitUntil(
            () => cluster.Run("scontrol", "show", "job", job).Contains("Restarts=1", StringComparison.Ordinal),
            "no task was queued again"
        );
        cluster.WaitUntil(() => Running() == 0, "a drained node goes on", TimeSpan.FromMinutes(2));
        foreach (var node in new[] { "n0", "n1" })
            cluster.Run("scontrol", "update", $"nodename={node}", "state=resume");
        cluster.Run("scontrol", "update", $"jobid={job}", "starttime=now"); // a task that is queued again waits two minutes
        cluster.WaitForEmptyQueue();

        var status = Status(work, name);
        Assert.DoesNotContain(" 0 ended without a result", status);
        Assert.Contains("Submit again", status);
        Assert.Contains("plan-0001-", status); // the log of the task that was killed
        var second = Submit(work, name);
        Assert.Contains("tasks of up to 1 units", second.Text);
        cluster.WaitForEmptyQueue();
        Assert.Contains("12 are done, 0 ended without a result", Status(work, name));
        Assert.Contains("12 lines added", work.Tool("ledger", "merge", Ledger(work, name)).Text);
        KeptLedger.AssertEqual(Ledger(work, name));
    }

    [Fact]
    public void ATaskThatReachesItsTimeLimitLeavesACheckpoint()
    {
        using var work = cluster.Workspace();
        // Slurm sends the signal when so many seconds of the limit are left, or up to a minute before: half a minute to a
        // minute and a half after the beginning.
        Submit(work, [.. s_long, "--time", "10", "--grace", "510"]);
        cluster.WaitUntil(
            () => Stopped(work) > 0 && Checkpoints(work) > 0,
            "no task was asked to end, or none has left a checkpoint",
            TimeSpan.FromMinutes(4)
        );
        var here = Tool(work, s_long); // the others wait for a node
        Assert.Equal(2, here.ExitCode);
        Assert.Contains("are assigned to Slurm tasks", here.Text);
        Assert.Contains("Cancelled jobs: 1", Tool(work, [.. s_long, "--cancel"]).Text);
        cluster.WaitForEmptyQueue();
        var status = Status(work, s_long);
        Assert.Contains("0 units wait, 0 run, ", status);
        Assert.Contains("Submit again to compute what is missing.", status);
        Assert.Contains("Stopped; run the same command to resume.", status);
    }

    [Fact]
    public void ATaskThatMakesRoomForAnotherJobLeavesACheckpointAndIsQueuedAgain()
    {
        using var work = cluster.Workspace();
        var job = Job(Submit(work, [.. s_long, "--units-per-task", "100"])); // two tasks
        bool HasBegun(int task) =>
            Logs(work).Any(log => log.EndsWith(Invariant($"-{task}.log"), StringComparison.Ordinal));
        bool BeginNow() // else after two minutes
        {
            cluster.Run("scontrol", "update", $"jobid={job}", "starttime=now");
            return true;
        }
        cluster.WaitUntil(() => HasBegun(2), "task 0 does not end", TimeSpan.FromMinutes(2));
        // One that has not begun to train has nothing to leave: it makes room once more.
        for (var times = 1; Checkpoints(work) == 0 && times <= 5; times++)
        {
            cluster.WaitUntil(() => Running() == 2, "two nodes do not run two tasks", TimeSpan.FromMinutes(2));
            Thread.Sleep(TimeSpan.FromSeconds(10)); // of training
            var stopped = Stopped(work);
            cluster.Run("sbatch", "--partition", "urgent", "--array", "1-2", "--output", "/dev/null", "--wrap", "true");
            cluster.WaitUntil(() => Stopped(work) > stopped, "no task makes room");
            if (Checkpoints(work) == 0)
                cluster.WaitUntil(() => BeginNow() && Running() == 2, "no task begins again", TimeSpan.FromMinutes(2));
        }
        Assert.True(Checkpoints(work) > 0);
        Assert.Contains("0 are done, 0 ended without a result", Status(work, s_long));
        // The task that is queued again goes on from it: one that is no checkpoint stands in its way.
        foreach (var checkpoint in Directory.GetFiles(work.Folder, "*.checkpoint"))
            File.WriteAllText(checkpoint, "damaged");
        bool GoesOn(string log) => File.ReadAllText(log).Contains("is not a checkpoint", StringComparison.Ordinal);
        cluster.WaitUntil(
            () => BeginNow() && Logs(work).Any(GoesOn),
            "no task goes on from a checkpoint",
            TimeSpan.FromMinutes(2)
        );
        Tool(work, [.. s_long, "--cancel"]);
        cluster.WaitForEmptyQueue();
    }

    [Fact]
    public void WhatAClusterCostsIsMeasured()
    {
        using var work = cluster.Workspace();
        var run = work.Tool("bench", "--quick", "--only", "cluster");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("on the cluster, 2 a task", run.Text);
        Assert.Empty(Directory.GetFileSystemEntries(work.Folder));
    }

    [Fact]
    public void TenThousandUnitsAreOneJob()
    {
        using var work = cluster.Workspace();
        string[] many = ["table4", "--seeds", "2500"];
        var (submitted, memory) = work.ToolMeasured(
            InFolder(work, [.. many, "--engine", "slurm", "--sbatch", "--hold"])
        );
        Assert.Contains("1,000 tasks of up to 10 units", submitted.Text);
        var (_, least) = work.ToolMeasured(InFolder(work, "table5", "--engine", "slurm", "--sbatch", "--hold"));
        Assert.True(memory - least < 100 << 20, $"{memory >> 20} MB for 10,000 units, {least >> 20} MB for 4");
        Tool(work, "table5", "--cancel");
        Assert.Single(Directory.GetFiles(Parts(work, "table4", ""), "*.json"));
        Assert.Contains("10000 units wait, 0 run", Status(work, many));
        var few = Submit(work, [.. many, "--units-per-task", "1", "--results", work.Folder + "/other"]);
        Assert.Equal(2, few.ExitCode);
        Assert.Contains("use --units-per-task 10 or more", few.Text);
        Tool(work, [.. many, "--cancel"]);
        cluster.WaitForEmptyQueue();
    }

    [Fact]
    public void ATaskRunsByHand()
    {
        using var work = cluster.Workspace();
        string[] gpu = ["schedule", "--dry-run", "--device", "cuda", "--cpus", "8"]; // this machine needs none
        var script = Submit(work, gpu).Text;
        Assert.StartsWith("#!/bin/bash\n", script);
        Assert.Contains("#SBATCH --array=0-2\n", script);
        Assert.Contains("#SBATCH --cpus-per-task=8\n", script);
        Assert.Contains(" --workers 1 ", script); // the memory of a GPU is one training's
        Assert.Contains(" --workers 8 ", Submit(work, "schedule", "--dry-run", "--cpus", "8").Text);
        Assert.Contains(" --workers 2 ", Submit(work, [.. gpu, "--workers", "2"]).Text);
        Assert.Empty(Directory.GetFileSystemEntries(work.Folder)); // nothing was submitted
        Submit(work, "schedule", "--sbatch", "--hold", "--max-running", "2");
        Assert.Contains("3 tasks wait: JobHeldUser; if that does not end, --cancel", Status(work, "schedule"));
        Tool(work, "schedule", "--cancel");
        cluster.WaitForEmptyQueue();
        var start = new ProcessStartInfo("bash", [Parts(work, "schedule", "plan-0001.sh")])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["SLURM_ARRAY_TASK_ID"] = "2";
        using (var task = Process.Start(start)!)
            Assert.Contains("1 of 2 units are done", task.StandardOutput.ReadToEnd());
        Assert.Contains("1 are done, 1 ended without a result", Status(work, "schedule"));
        Assert.Contains("it never began", Status(work, "schedule"));

        // This cluster keeps no accounts: what one that does would say.
        var accounts = work.File("sacct", "#!/bin/bash\necho OUT_OF_MEMORY\n");
        cluster.Run("chmod", "+x", accounts);
        work.Environment["PATH"] = $"{work.Folder}:{Environment.GetEnvironmentVariable("PATH")}";
        Assert.Contains(", OUT_OF_MEMORY: it never began", Status(work, "schedule"));

        var plan = Parts(work, "schedule", "plan-0001.json");
        File.WriteAllText(
            plan,
            File.ReadAllText(plan).Replace("\"version\":\"", "\"version\":\"other", StringComparison.Ordinal)
        );
        start.RedirectStandardError = true;
        start.Environment["SLURM_ARRAY_TASK_ID"] = "1";
        using var other = Process.Start(start)!;
        Assert.Contains("was made by version other", other.StandardError.ReadToEnd());
    }

    [Fact]
    public void WhereThereIsNoSlurmOneSentenceSaysSo()
    {
        using var work = new Workspace();
        work.Environment["PATH"] = work.Folder;
        work.Environment["DOTNET_ROOT"] = Path.GetFullPath(
            Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")
        );
        var run = Tool(work, "table4", "--engine", "slurm");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("scontrol is not there: submit on a login node of a Slurm cluster", run.Text);
        var parts = Directory.CreateDirectory(Parts(work, "table4", "")).FullName;
        File.WriteAllText(
            Path.Combine(parts, "plan-0001.json"),
            """{"jobName":"ghn-table4-1","job":"7","tasks":1,"unitsPerTask":4}"""
        );
        File.WriteAllText(Path.Combine(parts, "plan-0001.units"), "");
        var status = Tool(work, "table4", "--status"); // what a cluster has left, looked at elsewhere
        Assert.Equal(0, status.ExitCode);
        Assert.Contains("on Slurm: not known here (There is no Slurm here to ask", status.Text);
        var here = Tool(work, "table4");
        Assert.Equal(2, here.ExitCode);
        Assert.Contains("call 'ghn ledger merge' and remove that folder", here.Text);
    }

    [Fact]
    public void DamagedLinesAreNamedAndTheirPartsKept()
    {
        using var work = new Workspace();
        var ledger = Ledger(work, "table4");
        Directory.CreateDirectory(ledger + ".parts");
        var kept = Path.Combine(Workspace.Artifacts, "..", "..", "notebooks", "results", Path.GetFileName(ledger));
        string[] lines = ["{ damaged", "{}", .. File.ReadAllLines(kept)];
        File.WriteAllLines(Parts(work, "table4", "plan-0001-1.jsonl"), lines);
        var merged = work.Tool("ledger", "merge", ledger, "--clean");
        Assert.Equal(1, merged.ExitCode);
        Assert.Contains($"{lines.Length - 2} lines added", merged.Text);
        Assert.Contains("skipped: Line 1 of ", merged.Text);
        Assert.Contains("skipped: Line 2 of ", merged.Text);
        Assert.Equal(lines, File.ReadAllLines(Parts(work, "table4", "plan-0001-1.jsonl")));
        Assert.Equal(lines[2..], File.ReadAllLines(ledger));
    }

    private int Running() =>
        cluster
            .Run("squeue", "--noheader", "--states", "RUNNING")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Length;

    /// <summary>How often tasks have said that they were asked to end.</summary>
    private static int Stopped(Workspace work) =>
        Logs(work).Sum(log => File.ReadLines(log).Count(l => l == "Stopped; run the same command to resume."));

    private static string[] Logs(Workspace work) =>
        Directory.GetFiles(work.Folder, "*.log", SearchOption.AllDirectories);

    private static int Checkpoints(Workspace work) => Directory.GetFiles(work.Folder, "*.checkpoint").Length;

    private static string[] InFolder(Workspace work, params string[] arguments) =>
        ["experiment", .. arguments, .. arguments.Contains("--results") ? [] : (string[])["--results", work.Folder]];

    private static ToolRun Tool(Workspace work, params string[] arguments) => work.Tool(InFolder(work, arguments));

    private static ToolRun Submit(Workspace work, params string[] arguments) =>
        Tool(work, [.. arguments, "--engine", "slurm"]);

    private static string Job(ToolRun submitted) => submitted.Text.Split("Job ")[1].Split(':')[0];

    private static string Status(Workspace work, params string[] arguments) =>
        Tool(work, [.. arguments, "--status"]).Text;

    private static string Ledger(Workspace work, string name) =>
        Path.Combine(work.Folder, $"{name}.smoke.generated.jsonl");

    private static string Parts(Workspace work, string name, string file) =>
        Path.Combine(Ledger(work, name) + ".parts", file);

    /// <summary>As the kernel does when memory is short.</summary>
    private void KillATask(Workspace work)
    {
        var killed = false;
        cluster.WaitUntil(
            () =>
            {
                foreach (var id in Directory.GetDirectories("/proc").Select(Path.GetFileName))
                    if (
                        !killed
                        && int.TryParse(id, CultureInfo.InvariantCulture, out var number)
                        && CommandLine(number) is var command
                        && command.Contains(work.Folder, StringComparison.Ordinal)
                        && command.Contains("--task", StringComparison.Ordinal)
                        && command.Contains("ghn\0experiment", StringComparison.Ordinal)
                    )
                    {
                        Process.GetProcessById(number).Kill();
                        killed = true;
                    }
                return killed;
            },
            "no task runs"
        );

        static string CommandLine(int id)
        {
            try
            {
                return File.ReadAllText($"/proc/{id}/cmdline");
            }
            catch (IOException) // it has ended
            {
                return "";
            }
        }
    }
}
