// SPDX-License-Identifier: Apache-2.0

import BasketsCore

/// A number with what other questions of the same kind may have given.
///
/// Numbers over the same subsets can be added and subtracted draw by draw: what they share falls
/// out, and every comparison of cells, weighted sum or ranking is made from these alone. Numbers over
/// different questions go together as well: they share nothing.
public struct ResampledValue: Sendable, Hashable, Codable {
    /// Of all questions.
    public let value: Double
    /// The value moved by each subset's deviation from the mean of the subsets, scaled up to what
    /// other questions would move it: (questions - deleted) / deleted in the square.
    public let redrawn: [Double]
    /// Independent questions that it rests on.
    public let questions: Int

    /// - Parameters:
    ///   - subsets: the number on each subset of the questions.
    ///   - deleted: questions that each subset lacks.
    public init(value: Double, subsets: [Double], questions: Int, deleted: Int) {
        precondition(deleted > 0 && deleted < questions, "subsets lack some questions")
        let center = mean(subsets)
        let scale = (Double(questions - deleted) / Double(deleted)).squareRoot()
        self.init(
            value: value, redrawn: subsets.map { value + scale * ($0 - center) },
            questions: questions)
    }

    private init(value: Double, redrawn: [Double], questions: Int) {
        self.value = value
        self.redrawn = redrawn
        self.questions = questions
    }

    /// How many of so many questions each subset lacks: a quarter, and at least two stay.
    public static func deleted(of questions: Int) -> Int {
        max(0, min(questions - 2, max(1, Int((Double(questions) * 0.25).rounded()))))
    }

    /// The questions that a subset keeps, the same for every number over these questions.
    public static func kept<Question: Hashable>(
        _ questions: [Question], subset: Int, seed: UInt64
    ) -> Set<Question> {
        var random = KeyedRandom(seed, "resample", String(subset))
        return Set(random.draw(questions.count - deleted(of: questions.count), of: questions))
    }

    /// Delete-d jackknife's standard error; 0 where all subsets have one value.
    public var standardError: Double {
        redrawn.count > 1 ? variance(redrawn).squareRoot() : 0
    }

    /// The sum of weight x number.
    ///
    /// - Returns: nil without numbers or where they do not have as many subsets.
    public static func combination(
        _ parts: [(weight: Double, number: ResampledValue)]
    ) -> ResampledValue? {
        guard let first = parts.first?.number,
            parts.allSatisfy({ $0.number.redrawn.count == first.redrawn.count })
        else { return nil }
        return ResampledValue(
            value: sum(parts.lazy.map { $0.weight * $0.number.value }),
            redrawn: first.redrawn.indices.map { draw in
                sum(parts.lazy.map { $0.weight * $0.number.redrawn[draw] })
            }, questions: parts.map(\.number.questions).min() ?? 0)
    }
}

extension SeededEstimate {
    /// The mean over training seeds of one condition, or of its difference from another.
    ///
    /// - Parameters:
    ///   - first: one number a seed, in the order of the seeds.
    ///   - second: as many in the same order, or one for all, such as the untuned target's; nil: the
    ///     numbers themselves.
    /// - Throws: `MetricError.noData` without a number, where they do not go together, or where a
    ///   number is not finite or does not vary with the questions.
    public init(
        _ first: [ResampledValue], against second: [ResampledValue]? = nil
    ) throws(MetricError) {
        let differences = try Self.differences(first, second)
        let share = 1 / Double(max(1, differences.count))
        guard let average = ResampledValue.combination(differences.map { (share, $0) }) else {
            throw .noData(
                "comparison", needs: "numbers over the same questions",
                got: "\(first.count) and \(second?.count ?? 0)")
        }
        guard average.value.isFinite, average.standardError.isFinite,
            differences.allSatisfy({ $0.standardError > 0 })
        else {
            throw .noData(
                "comparison", needs: "finite numbers that vary with the questions",
                got: "others; so few questions may leave no spread to see")
        }
        try self.init(
            values: differences.map(\.value), errors: differences.map(\.standardError),
            meanError: average.standardError, questions: average.questions)
    }

    private static func differences(
        _ first: [ResampledValue], _ second: [ResampledValue]?
    ) throws(MetricError) -> [ResampledValue] {
        guard let second else { return first }
        // One seed a side has one partner; several seeds go in pairs, or against one for all.
        let (most, least) = (max(first.count, second.count), min(first.count, second.count))
        let pairs = (0..<most).compactMap { place -> ResampledValue? in
            guard least > 0, least == most || least == 1 else { return nil }
            return ResampledValue.combination([
                (1, first[min(place, first.count - 1)]), (-1, second[min(place, second.count - 1)]),
            ])
        }
        guard !pairs.isEmpty, pairs.count == most else {
            throw .noData(
                "comparison", needs: "as many seeds on both sides over the same questions",
                got: "\(first.count) and \(second.count)")
        }
        return pairs
    }
}
