// SPDX-License-Identifier: Apache-2.0

/// A difference over training seeds: one jackknifed difference a seed, on the same questions.
///
/// Questions and seeds are crossed. The variance of the mean over seeds is what the questions give
/// it, from the jackknife of the mean, plus what the seeds give it, from the spread between seeds,
/// less what both hold: the question part of single seeds that averaging takes away.
/// With one seed only the questions are known and the estimate is conditional on that adapter.
public struct SeededEstimate: Sendable, Hashable, Codable {
    public let estimate: Estimate
    public let seeds: Int
    /// Variance of the mean that more questions would make smaller, in the squared unit.
    public let questionVariance: Double
    /// Variance of the mean that more seeds would make smaller; nil for one seed.
    public let seedVariance: Double?

    /// Share of the two variances that is the seeds', in [0, 1]; nil for one seed or where nothing varies.
    public var seedShare: Double? {
        seedVariance.flatMap { seeds in
            seeds + questionVariance > 0 ? seeds / (seeds + questionVariance) : nil
        }
    }

    /// Whether it is about one adapter alone.
    public var isConditional: Bool { seeds == 1 }

    /// - Parameters:
    ///   - values: the difference of each seed.
    ///   - errors: jackknifed standard error of each, over the questions.
    ///   - meanError: jackknifed standard error of their mean, over the same subsets.
    ///   - questions: independent questions that all rest on.
    /// - Throws: `MetricError.noData` without a seed or with fewer than three questions.
    public init(
        values: [Double], errors: [Double], meanError: Double, questions: Int
    ) throws(MetricError) {
        precondition(values.count == errors.count, "an error for each value")
        guard !values.isEmpty, questions > 2 else {
            throw .noData(
                "difference over seeds", needs: "a seed and three questions",
                got: "\(values.count) seeds, \(questions) questions")
        }
        seeds = values.count
        let questionPart = meanError * meanError
        let center = mean(values)
        guard values.count > 1 else {
            questionVariance = questionPart
            seedVariance = nil
            estimate = Estimate(
                value: center, standardError: meanError,
                degreesOfFreedom: Double(questions - 1), n: questions,
                method: "delete-d jackknife over \(questions) questions, one seed")
            return
        }
        let count = Double(values.count)
        let seedPart = variance(values) / count
        let single = sum(errors.lazy.map { $0 * $0 }) / count
        let shared = max(0, (single - questionPart) / (count - 1))
        let crossed = CrossedVariance(
            rows: .init(seedPart, count - 1),
            columns: .init(questionPart, Double(questions - 1)),
            both: .init(shared, (count - 1) * Double(questions - 1)))
        questionVariance = questionPart
        seedVariance = max(0, seedPart - shared)
        estimate = Estimate(
            value: center, standardError: crossed.total.squareRoot(),
            degreesOfFreedom: crossed.degreesOfFreedom, n: questions,
            method: "\(values.count) seeds x \(questions) questions, delete-d jackknife")
    }
}
