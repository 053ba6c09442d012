// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore

extension StudyRunner {
    /// What a prepared run lacks, by the same stages as make it.
    ///
    /// - Throws: `StoreError` when the folder holds no run.
    func missing() throws -> JobPlan.Missing {
        let store = try Store.existing(folder)
        guard let keys = try RunFacts.keys(store) else { return .all(of: study) }
        let generate = Generate(keys: keys, store: store, supply: supply)
        let sources = try generate.unfinished()
        guard sources.isEmpty else {
            var missing = JobPlan.Missing.all(of: study)
            missing.sources = sources
            return missing
        }
        let compare = try Compare(keys: keys, store: store, supply: supply)
        let isCompared = try compare.stages().isEmpty || compare.found() != nil
        let cells = try Train(keys: keys, store: store, supply: supply, folder: folder).plan()
        let present = try store.keys(of: .cell)
        let training = cells.filter { $0.cell.isTuned && !present.contains($0.key) }
            .map(\.cell.name)
        let evaluate = Evaluate(
            keys: keys, store: store, supply: supply, folder: folder, cells: cells,
            keyFolder: keyFolder, rated: rated)
        let judging = try evaluate.unrated()
        return JobPlan.Missing(
            sources: [], training: training,
            evaluation: try evaluate.unevaluated().filter { !training.contains($0) },
            judging: judging, comparison: !isCompared)
    }
}

extension Evaluate {
    /// Names of the cells whose rows are not all there, but for verdicts of judges outside.
    fileprivate func unevaluated() throws -> [String] {
        try working().map(\.cell.name).filter { name in
            try stages(only: name, judging: .none).contains { try $0().missing > 0 }
        }
    }

    /// Names of the cells whose answers to prompts are not all rated.
    fileprivate func unrated() throws -> [String] {
        guard !rubrics.isEmpty else { return [] }
        return try working().filter { try ratings([$0]).missing > 0 }.map(\.cell.name)
    }
}
