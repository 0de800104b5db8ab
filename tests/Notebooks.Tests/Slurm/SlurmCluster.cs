using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Notebooks.Tests.EndToEnd;
using Notebooks.Tests.Jupyter;

namespace Notebooks.Tests.Slurm;

/// <summary>
/// A real cluster on this machine, for as long as a class of tests runs: munge, Slurm's controller, and two nodes of one core.
/// </summary>
public sealed class SlurmCluster : IDisposable
{
    private const string Binaries = "/usr/sbin";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ghn-slurm-");
    private readonly List<Process> _started = [];
    private Process? _controller;

    public SlurmCluster()
    {
        if (!IsThere || OperatingSystem.IsWindows())
            return;
        try
        {
            Start();
        }
        catch
        {
            Dispose(); // nobody else would
            throw;
        }
    }

    [UnsupportedOSPlatform("windows")]
    private void Start()
    {
        var ports = KernelClient.FreePorts(4);
        foreach (var name in new[] { "state", "spool-n0", "spool-n1" })
            _folder.CreateSubdirectory(name);
        File.WriteAllBytes(In("munge.key"), RandomNumberGenerator.GetBytes(1024));
        File.SetUnixFileMode(In("munge.key"), UnixFileMode.UserRead);
        File.WriteAllText(
            Configuration,
            $"""
            ClusterName=ghn
            SlurmctldHost=localhost(127.0.0.1)
            SlurmctldPort={ports[0]}
            SlurmdPort={ports[1]}
            SlurmUser=root
            AuthType=auth/munge
            AuthInfo=socket={In("munge.socket")}
            StateSaveLocation={In("state")}
            SlurmdSpoolDir={In("spool-%n")}
            SlurmctldPidFile={In("slurmctld.pid")}
            SlurmdPidFile={In("slurmd-%n.pid")}
            SlurmctldLogFile={In("slurmctld.log")}
            SlurmdLogFile={In("slurmd-%n.log")}
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            ReturnToService=2
            SchedulerParameters=sched_interval=1,batch_sched_delay=0
            KillWait=10
            NodeName=n0 NodeHostname=localhost NodeAddr=127.0.0.1 Port={ports[2]} CPUs=1 RealMemory=1000
            NodeName=n1 NodeHostname=localhost NodeAddr=127.0.0.1 Port={ports[3]} CPUs=1 RealMemory=1000
            PreemptType=preempt/partition_prio
            PreemptMode=REQUEUE
            PartitionName=all Nodes=n0,n1 Default=YES MaxTime=INFINITE GraceTime=5 State=UP
            PartitionName=urgent Nodes=n0,n1 PriorityTier=10 MaxTime=INFINITE State=UP

            """
        );
        Start(
            "munged",
            "--foreground",
            "--force",
            $"--key-file={In("munge.key")}",
            $"--socket={In("munge.socket")}",
            $"--pid-file={In("munged.pid")}",
            $"--log-file={In("munged.log")}",
            $"--seed-file={In("munge.seed")}"
        );
        WaitUntil(() => File.Exists(In("munge.socket")), "munged does not answer");
        StartController();
        foreach (var node in new[] { "n0", "n1" })
            Start("slurmd", "-D", "-f", Configuration, "-N", node);
        WaitUntil(() => Run("sinfo", "--noheader", "--format", "%t %D").Trim() == "idle 2", "the nodes are not idle");
    }

    public static bool IsThere =>
        Environment.UserName == "root"
        && new[] { "munged", "slurmctld", "slurmd" }.All(name => File.Exists(Path.Combine(Binaries, name)));

    public string Configuration => In("slurm.conf");

    /// <summary>A folder with the tool, which knows this cluster.</summary>
    internal Workspace Workspace()
    {
        Needed.From(IsThere, "Install slurm-wlm and munge, and run the tests as root.");
        if (Run("squeue", "--noheader").Trim().Length > 0) // of a test that failed
            Run("scancel", "--user", "root");
        WaitForEmptyQueue();
        var work = new Workspace();
        work.Environment["SLURM_CONF"] = Configuration;
        work.Environment["TORCH_CPP_LOG_LEVEL"] = "ERROR";
        return work;
    }

    /// <summary>What one of Slurm's commands printed.</summary>
    public string Run(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SLURM_CONF"] = Configuration;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + errors.Result;
    }

    /// <summary>The controller ends, as for an update, and another one takes its place.</summary>
    public void RestartController()
    {
        Run("scontrol", "shutdown", "slurmctld");
        _controller!.WaitForExit();
        StartController();
    }

    public void WaitForEmptyQueue() =>
        WaitUntil(() => Run("squeue", "--noheader").Trim().Length == 0, "tasks are left", TimeSpan.FromMinutes(5));

    public void WaitUntil(Func<bool> reached, string otherwise, TimeSpan? patience = null)
    {
        var clock = Stopwatch.StartNew();
        while (!reached())
        {
            if (clock.Elapsed > (patience ?? s_patience))
                throw new TimeoutException(
                    $"{otherwise}:\n{Run("squeue")}{Run("sinfo")}{string.Join('\n', _folder.GetFiles("*.log").Select(f => File.ReadAllText(f.FullName)))}"
                );
            Thread.Sleep(100);
        }
    }

    public void Dispose()
    {
        if (_started.Count > 0)
            Run("scancel", "--user", "root", "--full", "--signal=KILL");
        foreach (var process in Enumerable.Reverse(_started))
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }
        _folder.Delete(recursive: true);
    }

    private void StartController()
    {
        _controller = Start("slurmctld", "-D", "-f", Configuration);
        WaitUntil(
            () => Run("scontrol", "ping").Contains("is UP", StringComparison.Ordinal),
            "the controller does not answer"
        );
    }

    private Process Start(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Binaries, name), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SLURM_CONF"] = Configuration;
        start.Environment.Remove("SLURM_NODENAME");
        var process = Process.Start(start)!;
        process.BeginOutputReadLine(); // what is not read would stop it; its log has the same
        process.BeginErrorReadLine();
        _started.Add(process);
        return process;
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
