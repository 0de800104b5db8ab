using Ghn.Experiments.Studies;

namespace Ghn.Experiments.Paper;

/// <summary>What something costs on one thread.</summary>
/// <param name="Seconds">Wall time on a quiet machine.</param>
/// <param name="MultiplyAdds">Of the networks; a hypernetwork's own are few beside them.</param>
public sealed record Price(double Seconds, double MultiplyAdds)
{
    /// <summary>The sum of two prices.</summary>
    public static Price operator +(Price a, Price b) => new(a.Seconds + b.Seconds, a.MultiplyAdds + b.MultiplyAdds);

    /// <summary>So many times a price.</summary>
    public static Price operator *(double times, Price price) => new(times * price.Seconds, times * price.MultiplyAdds);
}

/// <summary>What training and scoring cost, from the ledger of <see cref="Studies.Costs"/>.</summary>
/// <remarks>A full training is its number of steps times a measured step: neither validations nor tests are in it.</remarks>
public sealed class MeasuredCosts
{
    private readonly IReadOnlyDictionary<CostUnit, MethodCost> _costs;
    private readonly ProfileSettings _scale;

    private MeasuredCosts(IReadOnlyDictionary<CostUnit, MethodCost> costs, ProfileSettings scale) =>
        (_costs, _scale) = (costs, scale);

    /// <summary>Full training of one network, the mean of some.</summary>
    public Price Network => OfSteps(_scale.GroundTruth.Training.Steps);

    /// <summary>
    /// Reads a complete ledger. Throws <see cref="GhnException"/> if units are missing, naming the command that computes
    /// them.
    /// </summary>
    internal static MeasuredCosts Read(Costs experiment, ProfileSettings scale)
    {
        experiment.RequireComplete(", one at a time (--workers 1) and with nothing else running");
        return new MeasuredCosts(experiment.Results(), scale);
    }

    /// <summary>Training one network for some steps.</summary>
    public Price OfSteps(int steps) => steps * Step(Costs.Network);

    /// <summary>Judging an architecture by a few steps of its training and a validation, on as many images as a score takes.</summary>
    public Price Judging(int steps) => OfSteps(steps) + Score(Costs.Network);

    /// <summary>Training a surrogate of table 4.</summary>
    public Price Training(string surrogate) => _scale.Table4()[surrogate].Training.Steps * Step(surrogate);

    /// <summary>Scoring one architecture with a surrogate's weights, on all images that a score takes.</summary>
    public Price Score(string surrogate)
    {
        var cost = _costs[new CostUnit(surrogate)];
        return new Price(cost.ScoreSeconds, cost.ScoreMultiplyAdds);
    }

    private Price Step(string method)
    {
        var cost = _costs[new CostUnit(method)];
        return new Price(cost.StepSeconds, cost.StepMultiplyAdds);
    }
}
