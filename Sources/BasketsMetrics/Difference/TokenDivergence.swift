// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How the words of two sources differ: divergences of their word distributions, in bits.
///
/// With few words even one writer's two halves diverge, so each number stands beside what it is for
/// as many words when labels mean nothing.
public struct TokenDivergence: Sendable, Hashable, Codable {
    /// KL(first || second) and KL(second || first), half an occurrence added to every word of both.
    public let ofFirst: PairNumber
    public let ofSecond: PairNumber
    /// In [0, 1], nothing added.
    public let jensenShannon: PairNumber

    /// - Throws: `MetricError.noData` where a source has no words.
    public init(
        _ pair: SourcePair, interval: Jackknife?, nullDraws: Int
    ) throws(MetricError) {
        let words = WordsBySide(TokenizedTexts(pair.texts))
        ofFirst = try pair.number(
            of: DifferenceMeasure.tokenDivergence, interval: interval, nullDraws: nullDraws
        ) { sides throws(MetricError) in
            let (one, two) = try words.counts(sides)
            return Self.kullbackLeibler(one, two)
        }
        ofSecond = try pair.number(
            of: DifferenceMeasure.tokenDivergence, interval: interval, nullDraws: nullDraws
        ) { sides throws(MetricError) in
            let (one, two) = try words.counts(sides)
            return Self.kullbackLeibler(two, one)
        }
        jensenShannon = try Self.jensenShannon(pair, words, interval, nullDraws)
    }

    /// The Jensen-Shannon divergence alone.
    ///
    /// - Throws: `MetricError.noData` where a source has no words.
    public static func jensenShannon(
        _ pair: SourcePair, interval: Jackknife?, nullDraws: Int
    ) throws(MetricError) -> PairNumber {
        try jensenShannon(pair, WordsBySide(TokenizedTexts(pair.texts)), interval, nullDraws)
    }

    private static func jensenShannon(
        _ pair: SourcePair, _ words: WordsBySide, _ interval: Jackknife?, _ nullDraws: Int
    ) throws(MetricError) -> PairNumber {
        try pair.number(
            of: DifferenceMeasure.tokenJensenShannon, interval: interval, nullDraws: nullDraws
        ) { sides throws(MetricError) in
            let (one, two) = try words.counts(sides)
            return jensenShannon(one, two)
        }
    }

    /// KL divergence of two lists of counts over one vocabulary, half an occurrence added to each.
    static func kullbackLeibler(_ first: [Int32], _ second: [Int32]) -> Double {
        let used = first.indices.filter { first[$0] > 0 || second[$0] > 0 }
        let added = Double(used.count) / 2
        let one = Double(first.reduce(0, +)) + added
        let two = Double(second.reduce(0, +)) + added
        return max(
            0,
            sum(
                used.lazy.map { word in
                    let p = (Double(first[word]) + 0.5) / one
                    let q = (Double(second[word]) + 0.5) / two
                    return p * log2(p / q)
                }))
    }

    static func jensenShannon(_ first: [Int32], _ second: [Int32]) -> Double {
        let one = Double(first.reduce(0, +))
        let two = Double(second.reduce(0, +))
        let bits = sum(
            first.indices.lazy.map { word in
                let p = Double(first[word]) / one
                let q = Double(second[word]) / two
                let middle = (p + q) / 2
                return ((p > 0 ? p * log2(p / middle) : 0) + (q > 0 ? q * log2(q / middle) : 0))
                    / 2
            })
        return min(1, max(0, bits))
    }
}

/// Words of a pool, counted for any way of telling its two sides apart.
private struct WordsBySide: Sendable {
    let grams: GramCounts

    init(_ texts: TokenizedTexts) { grams = GramCounts(GramPlaces(texts), in: texts) }

    func counts(
        _ sides: [SourcePair.Side]
    ) throws(MetricError) -> (first: [Int32], second: [Int32]) {
        let one = grams.counts(in: sides.indices.filter { sides[$0] == .first })
        let two = grams.counts(in: sides.indices.filter { sides[$0] == .second })
        guard one.contains(where: { $0 > 0 }), two.contains(where: { $0 > 0 }) else {
            throw .noData("token-kl", needs: "words of both sources", got: "none of one")
        }
        return (one, two)
    }
}
