namespace Ghn.Experiments.Studies;

/// <summary>A point of the training curves.</summary>
/// <param name="Step">Updates so far.</param>
/// <param name="Loss">Training cross-entropy (nats), mean since the point before.</param>
/// <param name="UnseenAccuracy">Mean validation accuracy (0 … 1) of unseen architectures, where it was measured.</param>
public sealed record CurvePoint(int Step, double Loss, double? UnseenAccuracy);

/// <summary>An architecture's validation accuracy (0 … 1) with generated weights.</summary>
public sealed record ScoredArchitecture(Architecture Architecture, double Accuracy);

/// <summary>One trained hypernetwork and what it says of unseen architectures: one line of a ledger.</summary>
/// <param name="Training">How it was trained.</param>
/// <param name="Hypernetwork">Its sizes.</param>
/// <param name="TrainedOn">Provenance of the training.</param>
/// <param name="Curve">The training curves.</param>
/// <param name="SkippedSteps">Steps without a finite gradient.</param>
/// <param name="RankingImages">Validation images for each ranked architecture.</param>
/// <param name="Ranking">Unseen architectures, best first.</param>
public sealed record TrainingRecord(
    GhnTrainingOptions Training,
    GhnOptions Hypernetwork,
    Provenance TrainedOn,
    IReadOnlyList<CurvePoint> Curve,
    int SkippedSteps,
    int RankingImages,
    IReadOnlyList<ScoredArchitecture> Ranking
);
