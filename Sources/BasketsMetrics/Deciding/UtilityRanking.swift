// SPDX-License-Identifier: Apache-2.0

public import BasketsCore

/// Conditions ranked by a utility, with how sure the ranking is.
public struct UtilityRanking: Sendable, Hashable, Codable {
    /// A condition with its numbers: one a measure and training seed.
    public struct Candidate: Sendable {
        public let name: String
        /// By measure; in it one number a seed, in the order of the seeds.
        public let numbers: [String: [ResampledValue]]

        public init(name: String, numbers: [String: [ResampledValue]]) {
            self.name = name
            self.numbers = numbers
        }
    }

    public struct Place: Sendable, Hashable, Codable {
        public let name: String
        /// Sum of weight x change from the untuned target / scale, mean over seeds.
        public let utility: Double
        /// Share of the resamples in which it ranks first, in [0, 1].
        public let firstShare: Double
        /// Whether no other condition is at least as good in every measure and better in one.
        public let isOnFront: Bool
        public let seeds: Int
        /// Mean over seeds of each measure, in the order of the terms.
        public let values: [Double]

        public init(
            name: String, utility: Double, firstShare: Double, isOnFront: Bool, seeds: Int,
            values: [Double]
        ) {
            self.name = name
            self.utility = utility
            self.firstShare = firstShare
            self.isOnFront = isOnFront
            self.seeds = seeds
            self.values = values
        }
    }

    /// From the highest utility to the lowest.
    public let places: [Place]
    public let draws: Int
    /// Utility of the first less that of the second; nil where it does not vary with the questions.
    public let lead: SeededEstimate?

    /// The first share that it takes to name a winner.
    public static let sureShare = 0.95

    /// Whether the first place is held in at least 95 % of the resamples.
    public var isSure: Bool { places.first.map { $0.firstShare >= Self.sureShare } ?? false }

    /// Conditions that rank first in at least 5 % of the resamples, or do in this one.
    public var contenders: [Place] {
        places.enumerated().filter { $0.offset == 0 || $0.element.firstShare >= 0.05 }
            .map(\.element)
    }

    /// Resamples questions, all conditions at once, and training seeds of each condition apart.
    ///
    /// One seed is that one: its spread is not known and not drawn.
    /// - Parameters:
    ///   - candidates: at least two, each with a number for each term.
    ///   - reference: numbers of the untuned target, by measure.
    /// - Throws: `MetricError.noData` for fewer than two candidates, numbers that are missing, not
    ///   finite or over other questions; `badSetting` for a term without a scale whose reference
    ///   is 0.
    public init(
        _ candidates: [Candidate], terms: [UtilityTerm], reference: [String: ResampledValue],
        seed: UInt64, draws: Int = 2_000
    ) throws(MetricError) {
        guard candidates.count > 1, !terms.isEmpty else {
            throw .noData(
                "ranking", needs: "two conditions and a measure", got: "\(candidates.count)")
        }
        var utilities: [[ResampledValue]] = []
        for candidate in candidates {
            utilities.append(try Self.utilities(candidate, terms, reference))
        }
        let drawCounts = Set(utilities.joined().map(\.redrawn.count))
        guard drawCounts.count == 1, let subsets = drawCounts.first, subsets > 1,
            utilities.joined().allSatisfy({ $0.value.isFinite && $0.redrawn.allSatisfy(\.isFinite) }
            )
        else {
            throw .noData("ranking", needs: "finite numbers over the same subsets", got: "others")
        }
        let wins = Self.wins(utilities, subsets: subsets, seed: seed, draws: draws)
        let values = candidates.map { candidate in
            terms.map { mean((candidate.numbers[$0.measure] ?? []).map(\.value)) }
        }
        let front = Self.front(values, terms)
        places = candidates.indices.map { place in
            Place(
                name: candidates[place].name, utility: mean(utilities[place].map(\.value)),
                firstShare: Double(wins[place]) / Double(draws), isOnFront: front[place],
                seeds: utilities[place].count, values: values[place])
        }.sorted { ($0.utility, $1.name) > ($1.utility, $0.name) }
        self.draws = draws
        let ranked = places.prefix(2).compactMap { place in
            candidates.firstIndex { $0.name == place.name }.map { utilities[$0] }
        }
        lead = try? SeededEstimate(ranked[0], against: ranked[1])
    }

    /// The utility of each seed.
    private static func utilities(
        _ candidate: Candidate, _ terms: [UtilityTerm], _ reference: [String: ResampledValue]
    ) throws(MetricError) -> [ResampledValue] {
        let seeds = terms.map { candidate.numbers[$0.measure]?.count ?? 0 }.min() ?? 0
        var found: [ResampledValue] = []
        for seed in 0..<seeds {
            var parts: [(weight: Double, number: ResampledValue)] = []
            for term in terms {
                guard let own = candidate.numbers[term.measure]?[seed],
                    let other = reference[term.measure]
                else { break }
                let scale = term.scale ?? other.value.magnitude
                guard scale > 0 else {
                    throw .badSetting(
                        term.measure, "is 0 for the untuned target, so it needs a `scale`.")
                }
                parts += [(term.weight / scale, own), (-term.weight / scale, other)]
            }
            guard parts.count == 2 * terms.count,
                let utility = ResampledValue.combination(parts)
            else { break }
            found.append(utility)
        }
        guard found.count == seeds, seeds > 0 else {
            throw .noData(
                candidate.name, needs: "a number for each measure of the utility",
                got: "\(found.count) of \(seeds) seeds with all")
        }
        return found
    }

    private static func wins(
        _ utilities: [[ResampledValue]], subsets: Int, seed: UInt64, draws: Int
    ) -> [Int] {
        var random = KeyedRandom(seed, "ranking")
        var wins = [Int](repeating: 0, count: utilities.count)
        for _ in 0..<draws {
            let subset = random.below(subsets)
            let drawn = utilities.map { seeds in
                let values = seeds.map { $0.redrawn[subset] }
                let center = mean(values)
                guard values.count > 1 else { return center }
                let other = mean(values.map { _ in values[random.below(values.count)] })
                let count = Double(values.count)
                return center + (count / (count - 1)).squareRoot() * (other - center)
            }
            if let first = drawn.indices.max(by: { drawn[$0] < drawn[$1] }) { wins[first] += 1 }
        }
        return wins
    }

    /// Which rows no other row dominates.
    static func front(_ values: [[Double]], _ terms: [UtilityTerm]) -> [Bool] {
        let gains = values.map { row in
            zip(row, terms).map { $1.weight > 0 ? $0 : -$0 }
        }
        return gains.map { own in
            !gains.contains { other in
                zip(other, own).allSatisfy { $0 >= $1 } && zip(other, own).contains { $0 > $1 }
            }
        }
    }
}
