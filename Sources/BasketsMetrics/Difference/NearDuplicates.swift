// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Near copies among texts: pairs whose sets of three-word sequences have a Jaccard similarity of at
/// least 0.8. A text of fewer than three words is one sequence.
///
/// Exact, without visiting all pairs (prefix filtering, Bayardo et al. 2007): two texts that are so
/// alike share one of the first few of their sequences, the rarest of the pool first.
/// Source: Broder 1997 for the similarity of sets of word sequences.
public struct NearDuplicates: Sendable {
    static let version = "3-words,jaccard-0.8,1"
    static let order = 3
    static let least = 0.8

    /// For each text, the texts that are near copies of it, ascending.
    public let copies: [[Int]]

    public init(_ texts: [String]) {
        let sets = Self.sequences(of: TokenizedTexts(texts))
        var found = [[Int]](repeating: [], count: texts.count)
        var holders: [Int32: [Int]] = [:]  // texts by each sequence of their prefix
        for text in sets.indices.sorted(by: { sets[$0].count < sets[$1].count }) {
            let own = sets[text]
            let size = Double(own.count)
            let prefix = own.count - Self.needed(of: size) + 1
            var candidates: Set<Int> = []
            for sequence in own.prefix(prefix) {
                for other in holders[sequence, default: []]
                where Double(sets[other].count) >= Self.least * size - 1e-9 {
                    candidates.insert(other)
                }
                holders[sequence, default: []].append(text)
            }
            for other in candidates where Self.areNear(own, sets[other]) {
                found[text].append(other)
                found[other].append(text)
            }
        }
        copies = found.map { $0.sorted() }
    }

    /// Share of the answers of a pair that have a near copy on the other side, with interval.
    ///
    /// - Throws: `MetricError.noData` where nothing is left of a source.
    public static func overlap(
        _ pair: SourcePair, interval: Jackknife?
    ) throws(MetricError) -> PairNumber {
        let copies = NearDuplicates(pair.texts).copies
        return try pair.number(of: DifferenceMeasure.nearDuplicates, interval: interval) {
            sides throws(MetricError) in
            let rows = sides.indices.filter { sides[$0] != .leftOut }
            guard !rows.isEmpty else {
                throw .noData(
                    DifferenceMeasure.nearDuplicates.rawValue, needs: "an answer", got: "none")
            }
            let having = rows.count { row in
                copies[row].contains { sides[$0] != .leftOut && sides[$0] != sides[row] }
            }
            return Double(having) / Double(rows.count)
        }
    }

    /// Members that a set of this size must share with one that is near it.
    private static func needed(of size: Double) -> Int {
        Int((least * size - 1e-9).rounded(.up))
    }

    /// The different sequences of each text, the rarest of the pool first.
    private static func sequences(of texts: TokenizedTexts) -> [[Int32]] {
        let grams = GramCounts(GramPlaces.ofOrder(order, in: texts), in: texts)
        var holders = [Int](repeating: 0, count: grams.gramCount)
        for gram in grams.grams { holders[Int(gram)] += 1 }
        var short: [[Int32]: Int32] = [:]
        return (0..<texts.count).map { text in
            let words = Array(texts[text])
            if words.isEmpty { return [] }
            if words.count < order {
                let number = short[words] ?? -Int32(short.count) - 1
                short[words] = number
                return [number]
            }
            return grams.grams[grams.offsets[text]..<grams.offsets[text + 1]].sorted {
                (holders[Int($0)], $0) < (holders[Int($1)], $1)
            }
        }
    }

    private static func areNear(_ first: [Int32], _ second: [Int32]) -> Bool {
        let known = Set(first)
        let shared = Double(second.count { known.contains($0) })
        return shared >= least * (Double(first.count + second.count) - shared) - 1e-9
    }
}
