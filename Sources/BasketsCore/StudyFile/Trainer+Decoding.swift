// SPDX-License-Identifier: Apache-2.0
import Yams

extension FieldReader {
    /// nil for our own trainer.
    func otherTrainer() -> OtherTrainer? {
        if let word = node("trainer")?.scalar?.string {
            if word == "accelerate" { return .accelerate(OtherTrainer.Accelerate()) }
            if word != "own" {
                fault(
                    "trainer", "is \"\(word.prefix(60))\", which is no trainer.",
                    "Write own, accelerate, or `{command: [program, word]}`.")
            }
            return nil
        }
        let remedy =
            "Write `{workers: 2}`, `{accelerate: {processes: 2}}` or `{command: [program, word]}`."
        guard let fields = fields("trainer", remedy) else { return nil }
        defer { fields.finish() }
        let named = ["command", "accelerate", "workers"].filter(fields.has)
        if named.count > 1 {
            fields.fault(
                named[1], "stands beside \(named[0]).", "Leave one of them.")
        }
        if let count = fields.optionalInteger("workers", .closed(2, 1024)) {
            return .workers(count)
        }
        if let group = fields.fields("accelerate", remedy) {
            defer { group.finish() }
            let standard = OtherTrainer.Accelerate()
            return .accelerate(
                OtherTrainer.Accelerate(
                    python: group.text("python", "Name a Python.") ?? standard.python,
                    processes: group.integer(
                        "processes", .closed(1, 1024), default: standard.processes),
                    isSharded: group.choice("shard", default: Choice.no) == .yes))
        }
        guard let nodes = fields.list("command", remedy) else { return nil }
        let words = nodes.compactMap { $0.scalar?.string }
        if words.isEmpty || words.count < nodes.count || words[0].isEmpty {
            fields.fault("command", "is no list of words.", remedy)
            return nil
        }
        return .command(words)
    }

    /// Another program has no early stopping of ours.
    func checkTrainer(_ training: TrainingPlan) {
        guard training.trainer != nil, training.patience != nil else { return }
        fault(
            "trainer", "trains all steps, and `early-stopping` is on.",
            "Write `early-stopping: off`, or take `trainer` out.")
    }

    private enum Choice: String, CaseIterable {
        case yes = "true"
        case no = "false"
    }
}

extension OtherTrainer {
    /// As in a study file.
    var settings: String {
        switch self {
        case .command(let words):
            "{command: [\(words.map(quoted).joined(separator: ", "))]}"
        case .workers(let count): "{workers: \(count)}"
        case .accelerate(let settings):
            "{accelerate: {python: \(quoted(settings.python)), processes: \(settings.processes), "
                + "shard: \(settings.isSharded)}}"
        }
    }
}
