using Ghn.Data;
using Ghn.Experiments.Framework;
using Ghn.Graphs;
using Ghn.Images;
using Ghn.Training;

namespace Ghn.Experiments.Studies;

/// <summary>How large the training on ImageNet is in each profile.</summary>
public static class MobileScale
{
    /// <summary>The options of a profile.</summary>
    public static MobileOptions Of(Profile profile)
    {
        var space = EvidenceScale.Of(profile).GroundTruth.Space;
        var chain = ImageNetMobile.Chain with { NormAffine = true };
        return profile switch
        {
            // The path on a few generated files.
            Profile.Smoke => new MobileOptions
            {
                Chain = chain with { Blocks = 4, ReductionsAfter = [0, 1], ImageSize = 32 },
                Budget = 100_000,
                Images = new ImageFolderOptions { Size = 32, EvaluationSide = 36 },
                Training = Training(steps: 4, batch: 8),
                Space = space,
                StatisticsBatches = 1,
            },
            // The same chain on small pictures, for the same multiply-adds a pixel.
            Profile.Workshop => new MobileOptions
            {
                Chain = chain with { ImageSize = 64 },
                Budget = ImageNetMobile.Budget * 64 * 64 / (224 * 224),
                Images = new ImageFolderOptions { Size = 64, EvaluationSide = 72 },
                Training = Training(steps: 10_000, batch: 64) with { AuxiliaryWeight = 0 },
                Space = space,
            },
            _ => new MobileOptions
            {
                Chain = chain,
                Budget = ImageNetMobile.Budget,
                Images = new ImageFolderOptions(),
                Training = Training(steps: 250 * 10_009, batch: 128),
                Space = space,
            },
        };
    }

    /// <summary>
    /// "As in the NAS literature", says the paper. This is the mobile training of DARTS (Liu et al. 2019): 250 epochs of
    /// 1,281,167 images in batches of 128. Differs: the learning rate falls by a cosine, in DARTS by 3 % an epoch.
    /// </summary>
    private static NetworkTrainingOptions Training(int steps, int batch) =>
        new()
        {
            Steps = steps,
            BatchSize = batch,
            LearningRate = 0.1,
            WeightDecay = 3e-5,
            LabelSmoothing = 0.1,
            AuxiliaryWeight = 0.4,
            Augmentation = Augmentation.None, // a folder of images has its own
            MeasureImages = Evaluation.BatchSize, // a trainer's own, after the last step; the accuracy is of all of val
        };
}
