// SPDX-License-Identifier: Apache-2.0
import Yams

/// All faults found so far. One list per study file, handed down by reference.
final class FaultList {
    private(set) var faults: [StudyError.Fault] = []

    func add(_ line: Int?, _ key: String, _ finding: String, _ remedy: String) {
        faults.append(StudyError.Fault(line: line, key: key, finding, remedy: remedy))
    }
}

/// One mapping of a study file: typed reads that note every fault and go on.
///
/// A key counts as known once it was asked for; `finish()` names the others.
final class FieldReader {
    let path: String
    let line: Int?
    let faults: FaultList
    private let duplicates: Duplicates
    private var values: [String: (key: Node, value: Node)] = [:]
    /// Keys in the order of the file.
    private(set) var keys: [String] = []
    private var asked: [String] = []
    /// Keys that are asked for only where they stand.
    private var others: [String] = []

    init(
        _ mapping: Node.Mapping, path: String, line: Int?, duplicates: Duplicates, faults: FaultList
    ) {
        self.path = path
        self.line = line
        self.faults = faults
        self.duplicates = duplicates
        for (key, value) in mapping {
            guard let given = key.scalar?.string else {
                faults.add(
                    key.mark?.line, path, "has a key that is a list or a mapping.",
                    "Write the key as a word.")
                continue
            }
            let name = duplicates.original(given) ?? given
            if let first = values[name] {
                faults.add(
                    key.mark?.line, full(name),
                    "is given twice, first on line \(first.key.mark?.line ?? 0).", "Keep one.")
            } else {
                keys.append(name)
                values[name] = (key, value)
            }
        }
    }

    func full(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// The value of a key; nil where it is absent or has no value (which is a fault).
    func node(_ key: String) -> Node? {
        asked.append(key)
        guard let (_, value) = values[key] else { return nil }
        if value.isEmptyValue {
            fault(key, "has no value.", "Give it one, or take the line out.")
            return nil
        }
        return value
    }

    /// What stands behind a key, be it nothing; nil where the key is absent.
    func value(_ key: String) -> Node? {
        asked.append(key)
        return values[key]?.value
    }

    func has(_ key: String) -> Bool { values[key] != nil }

    func line(_ key: String) -> Int? { values[key]?.key.mark?.line }

    func fault(_ key: String, _ finding: String, _ remedy: String) {
        faults.add(line(key) ?? line, full(key), finding, remedy)
    }

    func missing(_ key: String, _ remedy: String) {
        guard !has(key) else { return }
        faults.add(line, full(key), "is missing.", remedy)
    }

    /// Keys that may stand here and that are asked for only where they do.
    func know(_ keys: String...) { others += keys }

    /// Names the keys that nobody asked for.
    func finish() {
        for key in keys where !asked.contains(key) {
            let known = Set(asked + others).filter { !$0.isEmpty }.sorted()
            let guess = suggestion(for: key, among: known.filter { !has($0) })
            let remedy =
                guess.map { "Did you mean `\($0)`?" }
                ?? "Known here: \(known.joined(separator: ", "))."
            fault(key, "is an unknown key.", remedy)
        }
    }

    /// The mapping behind a key.
    func fields(_ key: String, _ remedy: String) -> FieldReader? {
        guard let node = node(key) else { return nil }
        guard let mapping = node.mapping else {
            fault(key, "is \(node.kindInWords), not a group of keys.", remedy)
            return nil
        }
        return reader(mapping, path: full(key), line: line(key))
    }

    func reader(_ mapping: Node.Mapping, path: String, line: Int?) -> FieldReader {
        FieldReader(mapping, path: path, line: line, duplicates: duplicates, faults: faults)
    }

    /// The list behind a key.
    func list(_ key: String, _ remedy: String) -> [Node]? {
        guard let node = node(key) else { return nil }
        guard let sequence = node.sequence else {
            fault(key, "is \(node.kindInWords), not a list.", remedy)
            return nil
        }
        return Array(sequence)
    }
}

extension Node {
    /// `key:` and `key: ~` say nothing; `key: ""` is an empty text.
    var isEmptyValue: Bool {
        guard let scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// What stands there, for an error: `"abc"`, "a list", "a group of keys".
    var kindInWords: String {
        if let scalar {
            let text = scalar.string.prefix(40).replacing("\n", with: " ")
            return "\"\(text)\(scalar.string.count > 40 ? "..." : "")\""
        }
        return sequence != nil ? "a list" : "a group of keys"
    }
}
