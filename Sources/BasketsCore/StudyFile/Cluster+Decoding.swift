// SPDX-License-Identifier: Apache-2.0
import Yams

extension FieldReader {
    /// nil where the study says nothing of a cluster.
    func cluster() -> ClusterPlan? {
        let remedy = "Write `{partition: NAME, stages: {train: {gpus: 1, memory: 16G}}}`."
        guard let fields = fields("cluster", remedy) else { return nil }
        defer { fields.finish() }
        return ClusterPlan(
            partition: fields.partition(),
            retries: fields.integer("retries", .closed(0, 100), default: ClusterPlan().retries),
            judgeShards: fields.integer(
                "judge-shards", .closed(1, 1000), default: ClusterPlan().judgeShards),
            stages: fields.jobStages())
    }

    private func partition() -> String? {
        let remedy = "Write the name of a partition; `sinfo` lists them."
        guard let text = text("partition", remedy) else { return nil }
        guard text.isPartition else {
            fault("partition", "is \"\(text.prefix(60))\", which is no name.", remedy)
            return nil
        }
        return text
    }

    private func jobStages() -> [ClusterPlan.Stage: ClusterPlan.Resources] {
        let remedy = "Write `{train: {gpus: 1, memory: 16G, time: \"12:00:00\"}}`."
        guard let fields = fields("stages", remedy) else { return [:] }
        defer { fields.finish() }
        var stages: [ClusterPlan.Stage: ClusterPlan.Resources] = [:]
        for stage in ClusterPlan.Stage.allCases {
            stages[stage] = fields.resources(stage.rawValue, default: .standard(stage))
        }
        return stages
    }

    private func resources(
        _ key: String, default standard: ClusterPlan.Resources
    ) -> ClusterPlan.Resources {
        guard let fields = fields(key, "Write `{gpus: 1, memory: 16G}`.") else { return standard }
        defer { fields.finish() }
        return ClusterPlan.Resources(
            gpus: fields.integer("gpus", .closed(0, 64), default: standard.gpus),
            memory: fields.request(
                "memory", "an amount of memory", "Write a whole number with K, M, G or T: `8G`.",
                \.isMemory) ?? standard.memory,
            time: fields.request(
                "time", "a time that a scheduler reads",
                "Write hours, minutes and seconds, `04:00:00`, or with days `1-00:00:00`.",
                \.isJobTime) ?? standard.time,
            threads: fields.integer("threads", .closed(1, 1024), default: standard.threads),
            extra: fields.extraLines() ?? standard.extra)
    }

    /// A text that goes into a request to the scheduler.
    private func request(
        _ key: String, _ kind: String, _ remedy: String, _ isOne: (String) -> Bool
    ) -> String? {
        guard let node = node(key) else { return nil }
        guard let text = node.scalar?.string, isOne(text) else {
            fault(key, "is \(node.kindInWords), not \(kind).", remedy)
            return nil
        }
        return text
    }

    private func extraLines() -> [String]? {
        let remedy = "Write each line of the script in quotes: `[\"#SBATCH --qos=low\"]`."
        guard let nodes = list("extra", remedy) else { return nil }
        return nodes.compactMap { node -> String? in
            guard let text = node.scalar?.string, text.isScriptLine else {
                fault("extra", "has \(node.kindInWords), which is no line of a script.", remedy)
                return nil
            }
            return text
        }
    }
}

extension ClusterPlan {
    /// As in a study file.
    var settings: String {
        let stages = Stage.allCases.map { "\($0.rawValue): {\(resources($0).settings)}" }
        return
            ((partition.map { ["partition: \(quoted($0))"] } ?? [])
            + [
                "retries: \(retries)", "judge-shards: \(judgeShards)",
                "stages: {\(stages.joined(separator: ", "))}",
            ])
            .joined(separator: ", ")
    }
}

extension ClusterPlan.Resources {
    fileprivate var settings: String {
        ([
            "gpus: \(gpus)", "memory: \(memory)", "time: \(quoted(time))", "threads: \(threads)",
        ] + (extra.isEmpty ? [] : ["extra: [\(extra.map(quoted).joined(separator: ", "))]"]))
        .joined(separator: ", ")
    }
}

extension String {
    /// Letters, digits and what names of partitions have, several joined by commas.
    fileprivate var isPartition: Bool {
        func isPart(_ byte: UInt8) -> Bool {
            switch byte {
            case 48...57, 65...90, 97...122: true
            // Hyphen, underscore, full stop, comma.
            case 45, 95, 46, 44: true
            default: false
            }
        }
        return utf8.count <= 200 && utf8.allSatisfy(isPart)
    }

    /// "8G": digits, not all of them 0, and a unit; "512" are megabytes.
    fileprivate var isMemory: Bool {
        let hasUnit = ["K", "M", "G", "T"].contains { hasSuffix($0) }
        let digits: Substring = hasUnit ? dropLast() : self[...]
        guard digits.isDigits, digits.utf8.count <= 9, let amount = Int(digits) else {
            return false
        }
        return amount > 0
    }

    /// Minutes, minutes:seconds or hours:minutes:seconds; behind days also hours alone.
    fileprivate var isJobTime: Bool {
        let parts = split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, !parts[0].isDigits { return false }
        let clock = parts.last ?? ""
        let numbers = clock.split(separator: ":", omittingEmptySubsequences: false)
        guard utf8.count <= 20, (1...3).contains(numbers.count) else { return false }
        return numbers.allSatisfy(\.isDigits) && utf8.contains { (49...57).contains($0) }
    }

    /// One line with something on it.
    fileprivate var isScriptLine: Bool {
        func isPrinted(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0x09: true
            case 0..<0x20, 0x7f...0x9f, 0x2028, 0x2029: false
            default: true
            }
        }
        return !isEmpty && utf8.count <= 1000 && unicodeScalars.allSatisfy(isPrinted)
    }
}

extension Substring {
    /// One digit of ASCII or more.
    fileprivate var isDigits: Bool {
        !isEmpty && utf8.allSatisfy { (48...57).contains($0) }
    }
}
