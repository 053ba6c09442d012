// SPDX-License-Identifier: Apache-2.0

/// Near copies among texts: all pairs whose runs of three words have a Jaccard similarity of at least
/// 0.8, see `Shingles`.
///
/// Exact, without visiting all pairs (prefix filtering, Bayardo et al. 2007): two texts that are so
/// alike share one of the first few of their runs, the rarest of the pool first.
/// Source: Broder 1997 for the similarity of sets of runs.
public struct NearCopies: Sendable {
    static let version = "\(Shingles.version),jaccard-0.8,1"
    static let least = 0.8

    /// For each text, the texts that are near copies of it, ascending.
    public let copies: [[Int]]

    public init(_ texts: [String]) {
        let sets = texts.map { Shingles($0) }
        let rarest = Self.rarestFirst(sets)
        var found = [[Int]](repeating: [], count: texts.count)
        var holders: [UInt64: [Int]] = [:]  // texts by each run of their prefix
        for text in sets.indices.sorted(by: { rarest[$0].count < rarest[$1].count }) {
            let own = rarest[text]
            let size = Double(own.count)
            let needed = Int((Self.least * size - 1e-9).rounded(.up))
            var candidates: Set<Int> = []
            for run in own.prefix(own.count - needed + 1) {
                for other in holders[run, default: []]
                where Double(rarest[other].count) >= Self.least * size - 1e-9 {
                    candidates.insert(other)
                }
                holders[run, default: []].append(text)
            }
            for other in candidates
            where sets[text].similarity(sets[other]) >= Self.least - 1e-12 {
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
        let copies = NearCopies(pair.texts).copies
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

    /// The runs of each text, those that the fewest texts have first.
    private static func rarestFirst(_ sets: [Shingles]) -> [[UInt64]] {
        var holders: [UInt64: Int] = [:]
        for set in sets {
            for run in set.hashes { holders[run, default: 0] += 1 }
        }
        return sets.map { set in
            set.hashes.map { (holders[$0] ?? 0, $0) }.sorted { $0 < $1 }.map(\.1)
        }
    }
}
