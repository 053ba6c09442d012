// SPDX-License-Identifier: Apache-2.0

/// Which rows make each optimizer step: a function of the rows' keys and the seed alone.
///
/// Two baskets over the same questions get the same questions in the same steps, whatever the
/// length of their answers.
struct TrainingPlan {
    /// Row numbers of each step.
    let steps: [[Int]]

    init(steps: [[Int]]) { self.steps = steps }

    init(keys: [String], settings: TrainingSettings) {
        let hashes = keys.map(Self.hash)
        var steps: [[Int]] = []
        for epoch in 0..<settings.epochs {
            let order = keys.indices.sorted {
                Self.place($0, $1, hashes, keys, settings.seed, epoch)
            }
            for start in stride(from: 0, to: order.count, by: settings.batch) {
                steps.append(Array(order[start..<min(start + settings.batch, order.count)]))
            }
        }
        self.steps = steps
    }

    private static func place(
        _ a: Int, _ b: Int, _ hashes: [UInt64], _ keys: [String], _ seed: UInt64, _ epoch: Int
    ) -> Bool {
        let turn = mix(seed ^ mix(UInt64(epoch)))
        let (x, y) = (mix(hashes[a] ^ turn), mix(hashes[b] ^ turn))
        return x != y ? x < y : keys[a] < keys[b]
    }

    /// FNV-1a of a row's key.
    static func hash(_ key: String) -> UInt64 {
        key.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// Splits a step into micro-batches of rows of like length, so that little is padded.
    static func microBatches(_ rows: [Int], lengths: [Int], most: Int) -> [[Int]] {
        let sorted = rows.sorted {
            lengths[$0] != lengths[$1] ? lengths[$0] < lengths[$1] : $0 < $1
        }
        return stride(from: 0, to: sorted.count, by: max(1, most)).map {
            Array(sorted[$0..<min($0 + max(1, most), sorted.count)])
        }
    }
}
