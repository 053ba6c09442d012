// SPDX-License-Identifier: Apache-2.0
import Yams

extension Policy {
    /// Reads a policy file strictly, as a study file is read.
    ///
    /// - Throws: `StudyError` with all faults, each with line, key and remedy.
    public init(yaml text: String, file: String) throws {
        self = try FieldReader.read(text, file: file, remedy: FieldReader.policyExample) {
            $0.policy()
        }
    }
}

extension FieldReader {
    static var policyExample: String {
        "Begin with `policy: NAME`, `condition: human` and `require: [{measure: "
            + "human-perplexity, against: vanilla, at-most: 0}]`."
    }

    fileprivate func policy() -> Policy? {
        for key in ["policy", "condition", "require"] { missing(key, Self.policyExample) }
        let name = text("policy", "Name the policy.")
        let condition = selector("condition")
        guard let nodes = list("require", Self.policyExample) else { return nil }
        if nodes.isEmpty {
            fault("require", "is empty: it would let all through.", Self.policyExample)
        }
        let requirements = nodes.compactMap { node -> Policy.Requirement? in
            guard let mapping = node.mapping else {
                faults.add(
                    node.mark?.line, "require", "has \(node.kindInWords), not a group of keys.",
                    Self.policyExample)
                return nil
            }
            return reader(mapping, path: "require", line: node.mark?.line).requirement()
        }
        guard let name, let condition else { return nil }
        return Policy(name: name, condition: condition, requirements: requirements)
    }

    private func requirement() -> Policy.Requirement? {
        missing("measure", "Name a measure of the report.")
        let measure = text("measure", "Name a measure of the report.")
        let atLeast = optionalNumber("at-least", .closed(-1e300, 1e300))
        let atMost = optionalNumber("at-most", .closed(-1e300, 1e300))
        if !has("at-least"), !has("at-most") {
            faults.add(line, path, "has no bound.", "Write `at-least` or `at-most`, or both.")
        }
        if let atLeast, let atMost, atLeast > atMost {
            fault("at-least", "is above `at-most`: nothing can meet it.", "Lower it.")
        }
        let against = has("against") ? selector("against") : nil
        finish()
        return measure.map {
            Policy.Requirement(measure: $0, against: against, atLeast: atLeast, atMost: atMost)
        }
    }
}
