// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore
import Synchronization

/// One model of what people's answers and those of all cells of a target are about. It is made when
/// it is first asked for: a look at a plan makes none.
final class TopicPool: Sendable {
    /// Changes with every text.
    let fingerprint: String
    /// People's first, then each cell's, to the same questions.
    private let sets: [[String]]
    private let seed: UInt64
    private let made = Mutex<Result<PooledTopics, MetricError>?>(nil)

    init(people: [String], cells: [[DrawnText]], seed: UInt64) {
        sets = [people] + cells.map { $0.map(\.text) }
        self.seed = seed
        fingerprint = Fingerprint.of(
            ["topics", "\(seed)"] + people + cells.flatMap { ["cell"] + $0.map(\.key) })
    }

    /// - Parameter set: place of the cell, from 1.
    func measure(
        _ measure: TopicMeasure, of set: Int
    ) throws(MetricError) -> RowMeasure {
        // Others wait for the one that makes the model, which uses all processors.
        let topics = made.withLock { made -> Result<PooledTopics, MetricError> in
            if let made { return made }
            let found = Result { () throws(MetricError) in
                try PooledTopics(sets, settings: .init(seed: seed))
            }
            made = found
            return found
        }
        return try topics.get().measure(measure, of: set, against: 0)
    }
}

/// A cell's place in a pool.
struct CellTopics: Sendable {
    let pool: TopicPool
    let set: Int
}

extension Evaluate {
    /// A pool for the cells of each target, by key of the cell.
    func topics(of matched: [String: MatchedTexts]) throws -> [String: CellTopics] {
        let people = Dictionary(
            try heldOut().map { ($0.id, $0.humanAnswer) }, uniquingKeysWith: { first, _ in first })
        let cells = try working().filter { matched[$0.key] != nil }
        let seed = KeyedRandom.seed(keys.study.seed, ["topics"])
        return Dictionary(grouping: cells, by: \.cell.target).values.reduce(into: [:]) {
            found, group in
            let texts = group.map { cell in
                (matched[cell.key]?.rows ?? [:]).values.sorted { $0.id < $1.id }
            }
            let questions = CellInputs.questions((texts.first ?? []).map(\.id))
            let pool = TopicPool(
                people: questions.map { people[$0] ?? "" }, cells: texts, seed: seed)
            for (place, cell) in group.enumerated() {
                found[cell.key] = CellTopics(pool: pool, set: place + 1)
            }
        }
    }
}
