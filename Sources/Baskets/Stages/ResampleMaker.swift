// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

/// Makes resampled numbers from rows in memory.
struct ResampleMaker: Sendable {
    let seed: UInt64
    let subsets: Int

    func row(_ planned: Resampling.Planned) -> ResampleRow {
        let groups = Self.groups(planned)
        // The fewer groups there are of a kind, the less they tell.
        let count = groups.map(\.count).min() ?? 0
        func row(_ value: Double?, _ subsets: [Double], note: String?) -> ResampleRow {
            ResampleRow(
                key: planned.key, cellKey: planned.cell.planned.key,
                measure: planned.name, version: planned.metric.info.version,
                questions: count, deleted: ResampledValue.deleted(of: count), value: value,
                subsets: subsets,
                note: note)
        }
        do {
            guard !planned.cell.keys(planned.measure).isEmpty else {
                throw MetricError(
                    .noData, metric: planned.measure.name, "the cell has no rows of this kind.")
            }
            guard count > 2 else {
                throw MetricError(
                    .noData, metric: planned.measure.name,
                    "needs three questions that all cells share, got \(count).")
            }
            let measure = try planned.cell.prepare(
                planned.metric, planned.measure, planned.ids, isMatched: planned.isMatched)
            let value = try measure.value(measure.rows)
            let subsets = try (0..<subsets).map { subset in
                let kept = kept(groups, subset: subset)
                return try measure.value(
                    measure.rows.filter { row in
                        zip(groups, kept).allSatisfy { $1.contains($0.ofRow[row]) }
                    })
            }
            guard value.isFinite, subsets.allSatisfy(\.isFinite) else {
                return row(nil, [], note: "The value is unbounded for some of the questions.")
            }
            return row(value, subsets, note: nil)
        } catch {
            return row(nil, [], note: "\(error)")
        }
    }

    /// One way to group rows, such as by question; groups are numbered in the order of their names.
    private struct Groups {
        let count: Int
        let ofRow: [Int]

        init(_ names: [String]) {
            let sorted = Set(names).sorted()
            let numbers = Dictionary(uniqueKeysWithValues: zip(sorted, sorted.indices))
            count = sorted.count
            ofRow = names.map { numbers[$0, default: 0] }
        }
    }

    /// By question, and behind a jailbreak by template too.
    private static func groups(_ planned: Resampling.Planned) -> [Groups] {
        guard planned.measure.prompts == .jailbreak else {
            return [Groups(planned.ids.map(question))]
        }
        let places = planned.ids.map(PromptID.places)
        return [
            Groups(places.map { $0?.request ?? "" }), Groups(places.map { $0?.template ?? "" }),
        ]
    }

    /// What a subset keeps of each kind of group, drawn apart.
    private func kept(_ groups: [Groups], subset: Int) -> [Set<Int>] {
        groups.enumerated().map { place, groups in
            ResampledValue.kept(
                Array(0..<groups.count), subset: subset,
                seed: place == 0 ? seed : KeyedRandom.seed(seed, ["resample", "\(place)"]))
        }
    }

    /// The question that a row belongs to: several answers to one question go together.
    private static func question(_ id: String) -> String {
        String(id.prefix { $0 != " " })
    }
}
