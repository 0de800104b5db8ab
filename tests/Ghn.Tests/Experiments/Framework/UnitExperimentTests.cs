using Ghn.Data;
using Ghn.Experiments.Studies;
using Ghn.Graphs;
using Ghn.Training;
using Ghn.Weights;

namespace Ghn.Tests.Experiments.Framework;

/// <summary>The ledger and the loop of any experiment that is made of units, with units that only count.</summary>
public sealed class UnitExperimentTests : IDisposable
{
    private static readonly NotebookSettings s_settings = new(Profile.Smoke, false, new DataOptions());

    private readonly string _folder = Directory.CreateTempSubdirectory("ghn-units-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_unit_is_computed_once_and_in_order_by_one_worker()
    {
        var counting = Make();
        var heard = new List<UnitProgress>();
        counting.Run(1, new DirectProgress<UnitProgress>(heard.Add), TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, 6), counting.Ledger.Read().Select(l => l.Unit.Number));
        Assert.Equal(Enumerable.Range(0, 6).Select(i => 10 * i), counting.Ledger.Read().Select(l => l.Result.Value));
        Assert.Equal(Enumerable.Range(1, 6), heard.Select(p => p.Done));
        Assert.All(heard, p => Assert.Equal(6, p.Units));
        counting.Run(1, null, TestContext.Current.CancellationToken);
        Assert.Equal(6, counting.Computed); // nothing is computed twice
        Assert.Single(Directory.GetFiles(_folder)); // no claim is left
    }

    [Fact]
    public void A_complete_ledger_needs_no_data()
    {
        var missing = s_settings with
        {
            Data = new DataOptions { Name = "cifar10", Folder = Path.Combine(_folder, "no") },
        };
        var cancel = TestContext.Current.CancellationToken;
        Assert.Throws<GhnException>(() => Make(settings: missing).Run(1, null, cancel));
        Make().Run(1, null, cancel);
        File.Copy(Make().LedgerPath, Make(settings: missing).LedgerPath);
        Make(settings: missing).Run(1, null, cancel);
    }

    [Fact]
    public void Several_workers_in_several_processes_share_the_units()
    {
        var all = Enumerable.Range(0, 3).Select(_ => Make(sleep: 5)).ToArray();
        Parallel.ForEach(all, e => e.Run(2, null, TestContext.Current.CancellationToken));
        Assert.Equal(6, all.Sum(e => e.Computed));
        Assert.Equal(Enumerable.Range(0, 6), Make().Ledger.Read().Select(l => l.Unit.Number).Order());
    }

    [Fact]
    public void The_readers_interrupt_stops_a_run_that_was_given_no_token_and_no_other()
    {
        var interrupted = s_settings with { Interruption = () => new CancellationToken(canceled: true) };
        Assert.Throws<OperationCanceledException>(() => Make(settings: interrupted).Run(1));
        Make(settings: interrupted).Run(1, null, TestContext.Current.CancellationToken);
        Assert.Equal(6, Make().Status().Done);
    }

    [Fact]
    public void A_stopped_run_goes_on_where_it_was()
    {
        using var stop = new CancellationTokenSource();
        var first = Make();
        void StopAtThree(UnitProgress p)
        {
            if (p.Done == 3)
                stop.Cancel();
        }
        Assert.Throws<OperationCanceledException>(() =>
            first.Run(1, new DirectProgress<UnitProgress>(StopAtThree), stop.Token)
        );
        Assert.Equal((3, 6), (first.Status().Done, first.Status().Units));
        var second = Make();
        second.Run(1, null, TestContext.Current.CancellationToken);
        Assert.Equal(3, second.Computed);
        Assert.Equal(Enumerable.Range(0, 6), second.Ledger.Read().Select(l => l.Unit.Number));
    }

    [Fact]
    public void Other_options_are_refused_by_name_and_the_file_stays()
    {
        Make().Run(1, null, TestContext.Current.CancellationToken);
        var before = File.ReadAllText(Make().LedgerPath);
        var error = Assert.Throws<GhnException>(() =>
            Make(factor: 11).Run(1, null, TestContext.Current.CancellationToken)
        );
        Assert.Contains("factor is 10 there and 11 here", error.Message);
        Assert.Equal(before, File.ReadAllText(Make().LedgerPath));
    }

    [Fact]
    public void A_unit_that_fails_is_named_and_the_others_are_kept()
    {
        var failing = Make(bad: 2);
        var error = Assert.Throws<GhnException>(() => failing.Run(2, null, TestContext.Current.CancellationToken));
        Assert.Contains("1 of the units of counting failed, the first of them number 2: two is broken", error.Message);
        Assert.Equal([0, 1, 3, 4, 5], failing.Ledger.Read().Select(l => l.Unit.Number).Order());
        Make().Run(1, null, TestContext.Current.CancellationToken);
        Assert.Equal(6, Make().Ledger.Read().Count);
    }

    [Fact]
    public void An_error_of_the_program_breaks_the_run_off()
    {
        var broken = Make(bad: 1, bug: true);
        var error = Assert.Throws<InvalidOperationException>(() =>
            broken.Run(2, null, TestContext.Current.CancellationToken)
        );
        Assert.IsType<NotSupportedException>(error.InnerException);
    }

    [Fact]
    public void Units_that_come_of_results_are_computed_too()
    {
        var staged = Make(staged: true);
        staged.Run(2, null, TestContext.Current.CancellationToken);
        Assert.Equal([0, 1, 2, 3, 4, 5, 150], staged.Ledger.Read().Select(l => l.Unit.Number).Order());
    }

    [Fact]
    public void A_second_result_of_a_unit_is_refused_unless_it_is_the_same()
    {
        Make().Run(1, null, TestContext.Current.CancellationToken);
        var path = Make().LedgerPath;
        var first = File.ReadLines(path).First();
        File.AppendAllLines(path, [first]);
        Assert.Equal(6, Make().Ledger.Read().Count);
        File.AppendAllLines(path, [first.Replace("\"value\":0", "\"value\":1", StringComparison.Ordinal)]);
        var message = Assert.Throws<GhnException>(() => Make().Ledger.Read()).Message;
        Assert.Contains("value is 0 in line 1 of", message, StringComparison.Ordinal);
        Assert.Contains("and 1 in line 8 of", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tasks_append_to_parts_that_every_reader_reads_and_that_can_be_merged()
    {
        var cancel = TestContext.Current.CancellationToken;
        var units = Make().Missing();
        Assert.Equal(6, units.Count);
        string Part(string name) =>
            Path.Combine(
                Directory.CreateDirectory(new LedgerParts(Make().LedgerPath).Folder).FullName,
                $"{name}.jsonl"
            );
        var (one, two) = (Make(sleep: 5), Make());
        one.Run([.. units.Take(4)], Part("1"), 2, null, cancel);
        two.Run([.. units.Skip(2).Take(3)], Part("2"), 1, null, cancel);
        Assert.Equal((4, 1), (one.Computed, two.Computed)); // what another task has done is not done again
        Assert.False(File.Exists(Make().LedgerPath));
        Assert.Equal(units.Skip(5), Make().Missing());

        var damaged = File.ReadAllLines(Part("1")).Order(StringComparer.Ordinal).ToArray(); // by number
        File.AppendAllLines(Part("2"), [damaged[0]]); // a repeat
        File.WriteAllText(Part("1"), string.Join('\n', [damaged[0], "{ damaged", .. damaged[2..], "{ \"half"]));
        Assert.Equal(4, Make().Results().Count); // its task was killed in the last line, which is no damage
        Assert.Contains($"Line 2 of {Part("1")}", Assert.Single(Make().Problems()), StringComparison.Ordinal);

        File.AppendAllText(
            Part("2"),
            damaged[0].Replace("\"value\":0", "\"value\":1", StringComparison.Ordinal) + "\n"
        );
        // Read before the good lines, and in the way of none.
        File.WriteAllLines(
            Part("0"),
            [
                """{"unit":{"number":3},"result":{"value":30}}""", // no options
                damaged[2].Replace("\"factor\":10", "\"factor\":11", StringComparison.Ordinal),
                damaged[2].Replace("\"number\":2", "\"number\":7", StringComparison.Ordinal),
            ]
        );
        Assert.Equal(4, Make().Results().Count);
        var problems = Make().Problems();
        foreach (
            var problem in new[]
            {
                "value is 0 in line 1 of",
                $"Line 1 of {Part("0")} is damaged",
                $"Line 2 of {Part("0")} was written with other options: factor is 11 there",
                $"Line 3 of {Part("0")} is of number 7, which this experiment does not have",
                $"Line 2 of {Part("1")} is damaged",
            }
        )
            Assert.Contains(problems, p => p.Contains(problem, StringComparison.Ordinal));
        Assert.Equal(5, problems.Count);
        File.Delete(Part("0"));

        var parts = new LedgerParts(Make().LedgerPath);
        Assert.True(parts.Exist);
        Assert.Equal([4, 0], [parts.Merge([]), parts.Merge([])]);
        Directory.Delete(parts.Folder, recursive: true);
        Assert.Equal(4, Make().Results().Count);
        Make().Run(1, null, cancel);
        Assert.Equal(6, Make().Ledger.Read().Count);
        Assert.Throws<GhnException>(() => Make().Run(["{\"number\":7}"], Part("3"), 1, null, cancel)); // no such unit
    }

    [Fact]
    public void A_line_of_a_unit_that_is_not_there_is_refused()
    {
        Make().Run(1, null, TestContext.Current.CancellationToken);
        var path = Make().LedgerPath;
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"number\":3", "\"number\":7"));
        Assert.Contains(
            "Line 4 of",
            Assert.Throws<GhnException>(() => Make().Ledger.Read()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_claim_is_exclusive_and_ends()
    {
        var (here, there) = (Make().Ledger, Make().Ledger);
        using (var claim = here.TryClaim(new Counted(1)))
        {
            Assert.NotNull(claim);
            Assert.Null(there.TryClaim(new Counted(1)));
            using var other = there.TryClaim(new Counted(2));
            Assert.NotNull(other);
        }
        using var again = there.TryClaim(new Counted(1));
        Assert.NotNull(again);
    }

    [Fact]
    public void A_training_that_was_stopped_goes_on_and_its_checkpoint_goes()
    {
        using var stop = new CancellationTokenSource();
        var training = new TrainingUnits(s_settings, _folder, stopAt: 3, stop);
        Assert.Throws<OperationCanceledException>(() => training.Run(1, null, stop.Token));
        Assert.Empty(training.Ledger.Read());
        var checkpoint = Assert.Single(Directory.GetFiles(_folder, "*.checkpoint"));
        var state = File.ReadAllBytes(checkpoint);
        File.WriteAllText(checkpoint, "damaged");
        var error = Assert.Throws<GhnException>(() => training.Run(1, null, TestContext.Current.CancellationToken));
        Assert.Contains(checkpoint, error.Message); // so it is what the training goes on from
        File.WriteAllBytes(checkpoint, state);
        training.Run(1, null, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3, 1, 2, 3, 4, 5], training.Steps); // a curve is told whole
        Assert.Equal([training.LedgerPath], Directory.GetFiles(_folder));
    }

    private Counting Make(
        int factor = 10,
        int sleep = 0,
        int bad = -1,
        bool bug = false,
        bool staged = false,
        NotebookSettings? settings = null
    ) => new(new CountingOptions(factor), settings ?? s_settings, _folder, sleep, bad, bug, staged);

    public sealed record CountingOptions(int Factor);

    public sealed record Counted(int Number)
    {
        public override string ToString() => $"number {Number}";
    }

    public sealed record Product(int Value);

    private sealed class Counting(
        CountingOptions options,
        NotebookSettings settings,
        string folder,
        int sleep,
        int bad,
        bool bug,
        bool staged
    ) : UnitExperiment<CountingOptions, Counted, Product>(new("counting", settings, folder))
    {
        private int _computed;

        public int Computed => _computed;

        public override IReadOnlyList<(string Name, string Value)> Describe() => [];

        protected override CountingOptions? OptionsOf(Counted unit) => unit.Number == 7 ? null : options;

        protected override IReadOnlyList<Counted> Units(IReadOnlyDictionary<Counted, Product> done)
        {
            var first = Enumerable.Range(0, 6).Select(i => new Counted(i)).ToArray();
            return staged && first.All(done.ContainsKey)
                ? [.. first, new Counted(first.Sum(u => done[u].Value))] // 10 · (0 + … + 5)
                : first;
        }

        protected override Product Compute(Counted unit, DataSplits data, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _computed);
            Thread.Sleep(sleep);
            if (unit.Number == bad)
                throw bug ? new NotSupportedException("a bug") : new GhnException("two is broken");
            return new Product(options.Factor * unit.Number);
        }
    }

    /// <summary>One training of five steps, stopped at one of them the first time.</summary>
    private sealed class TrainingUnits(
        NotebookSettings settings,
        string folder,
        int stopAt,
        CancellationTokenSource stop
    ) : UnitExperiment<CountingOptions, Counted, Product>(new("training", settings, folder))
    {
        public List<int> Steps { get; } = [];

        public override IReadOnlyList<(string Name, string Value)> Describe() => [];

        protected override CountingOptions? OptionsOf(Counted unit) => new(1);

        protected override IReadOnlyList<Counted> Units(IReadOnlyDictionary<Counted, Product> done) => [new(0)];

        protected override Product Compute(Counted unit, DataSplits data, CancellationToken cancellation)
        {
            var truth = ProfileSettings.Of(Profile.Smoke).GroundTruth;
            var options = truth.Training with { Steps = 5, MeasureAt = [], MeasureImages = 1 };
            using var network = new NetworkTrainer(options, data.Train, data.Validation).Train(
                new RandomWeights(0),
                new ComputationGraph(truth.Sample()[0], truth.Network),
                CheckpointOf(unit),
                new DirectProgress<TrainingProgress>(p =>
                {
                    Steps.Add(p.Step);
                    if (p.Step == stopAt)
                        stop.Cancel();
                }),
                cancellation
            );
            return new Product(network.Trace.Points.Count);
        }
    }
}
