// SPDX-License-Identifier: Apache-2.0
import Yams

extension Claim {
    /// Reads a file of claims strictly, as a study file is read.
    ///
    /// - Throws: `StudyError` with all faults, each with line, key and remedy.
    public static func list(yaml text: String, file: String) throws -> [Claim] {
        try FieldReader.read(text, file: file, remedy: FieldReader.claimExample) { fields in
            fields.missing("claims", FieldReader.claimExample)
            return fields.claims() ?? []
        }
    }
}

extension FieldReader {
    static var claimExample: String {
        "Write `claims: [{id: A1, text: A sentence., measure: human-perplexity, of: multi, "
            + "against: single, direction: lower}]` or the like."
    }

    /// Reads a whole file.
    ///
    /// - Parameter remedy: what to write where the file holds no keys.
    /// - Throws: `StudyError` with all faults in the order of the file.
    static func read<Value>(
        _ text: String, file: String, remedy: String, _ value: (FieldReader) -> Value?
    ) throws -> Value {
        let document = try StudyDocument(text, file: file, remedy: remedy)
        let faults = FaultList()
        let fields = FieldReader(
            document.root, path: "", line: nil, duplicates: document.duplicates, faults: faults)
        let found = value(fields)
        fields.finish()
        guard faults.faults.isEmpty, let found else {
            let sorted = faults.faults.enumerated().sorted {
                ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset)
            }
            throw StudyError(file: file, faults: sorted.map(\.element))
        }
        return found
    }

    /// The claims listed under `claims`; nil where there are none or a file is named.
    func claims() -> [Claim]? {
        guard let nodes = list("claims", Self.claimExample) else { return nil }
        if nodes.isEmpty { fault("claims", "is empty.", Self.claimExample) }
        var claims: [Claim] = []
        for node in nodes {
            guard let mapping = node.mapping else {
                faults.add(
                    node.mark?.line, "claims", "has \(node.kindInWords), not a group of keys.",
                    Self.claimExample)
                continue
            }
            let fields = reader(mapping, path: "claims", line: node.mark?.line)
            guard let claim = fields.claim() else { continue }
            if claims.contains(where: { $0.id == claim.id }) {
                fields.fault("id", "is \"\(claim.id)\" a second time.", "Give each its own.")
            }
            claims.append(claim)
        }
        return claims
    }

    /// The study's own claims, or the name of the file that they are in.
    func claimsOrFile() -> (list: [Claim], file: String?) {
        guard let node = node("claims") else { return ([], nil) }
        if let file = node.scalar?.string { return ([], file) }
        return (claims() ?? [], nil)
    }

    private func claim() -> Claim? {
        for key in ["id", "text", "measure", "of", "against", "direction"] {
            missing(key, Self.claimExample)
        }
        let id = text("id", "Write a short name: A1.") ?? ""
        if !id.isEmpty, !id.isName {
            fault("id", "is \"\(id.prefix(60))\".", "Use letters, digits, `-` and `_`, at most 60.")
        }
        let direction = choice("direction", default: Claim.Direction.higher)
        let margin = number("margin", .closed(0, 1e12), default: 0)
        if direction == .same, margin == 0 {
            fault(
                "margin", "is missing or 0, and `same` needs one.",
                "Write the largest difference that counts as none, in the unit of the measure.")
        }
        let claim = Claim(
            id: id, text: text("text", "Write the sentence.") ?? "",
            family: text("family", "Name a family.") ?? "own",
            measure: text("measure", "Name a measure of the report.") ?? "",
            of: selector("of") ?? ConditionSelector(""),
            against: selector("against") ?? ConditionSelector(""), direction: direction,
            margin: margin, origin: text("origin", "Say where the sentence comes from."))
        finish()
        return claim.id.isEmpty ? nil : claim
    }

    /// A word for conditions or a condition's name.
    func selector(_ key: String) -> ConditionSelector? {
        let words = ConditionSelector.words.joined(separator: ", ")
        let remedy = "Name a condition (such as single-gemma) or one of: \(words)."
        guard let text = text(key, remedy) else { return nil }
        let isWord = ConditionSelector.words.contains(text)
        guard isWord || text.contains(where: { "-+=".contains($0) }) else {
            fault(key, "is \"\(text.prefix(60))\", which names no conditions.", remedy)
            return nil
        }
        return ConditionSelector(text)
    }
}
