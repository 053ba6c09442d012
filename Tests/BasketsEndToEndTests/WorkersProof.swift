// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import Foundation
import Testing

/// Training by several processes over the loopback against one process (`make proofs`).
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["BASKETS_PROOFS"] != nil))
struct WorkersProof {
    private func study(_ trainer: String) -> String {
        """
        study: shared
        seed: 7
        questions: {from: foldoc, rows: 16, words: 20...40, held-out: 0.25}
        targets: {smol: {model: smollm2-135m-instruct}}
        conditions: [vanilla, human]
        training: {rank: 8, alpha: 16, dropout: 0.1, epochs: 2, batch: 4, seeds: [1]}
        trainer: \(trainer)
        """
    }

    /// With weights in float32: in bfloat16 a gradient depends on which rows stand in one batch, by
    /// rounding, and more than the bound.
    private func curve(workers count: Int, in folder: URL) throws -> [CurveRow] {
        let name = "\(count)"
        let words = [
            Command.executable.path, "workers", "--precision", "float32", "--count", name,
        ].map { "\"\($0)\"" }
        let trainer = "{command: [\(words.joined(separator: ", "))]}"
        let (file, run) = (
            folder.appending(path: "s\(name).yaml"), folder.appending(path: "run\(name)")
        )
        try Data(study(trainer).utf8).write(to: file)
        let outcome = try Command.run("run", file.path, "--run", run.path, "--through", "train")
        try #require(outcome.status == 0, "\(outcome.notes)")
        let store = try Store.existing(run)
        let cell = try #require(
            store.cells(keys: store.keys(of: .cell)).values.first { $0.seed != nil })
        return try store.curve(cell: cell.key)
    }

    @Test func twoWorkersHaveTheLossesOfOne() throws {
        let folder = try TemporaryFolder()
        let one = try curve(workers: 1, in: folder.url)
        let two = try curve(workers: 2, in: folder.url)
        #expect(one.count == 6 + 2 && two.count == one.count)
        for (one, two) in zip(one, two) {
            print("workers: step \(one.step), \(one.loss) by one, \(two.loss) by two")
            #expect(one.step == two.step && one.part == two.part && one.tokens == two.tokens)
            #expect(abs(one.loss - two.loss) <= 1e-5)
        }
    }
}
