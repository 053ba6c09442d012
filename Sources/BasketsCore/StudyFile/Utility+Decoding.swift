// SPDX-License-Identifier: Apache-2.0
import Yams

extension FieldReader {
    private static var utilityExample: String {
        "Write `utility: {human-perplexity: -1, distinct-2: 1}` or the like: below 0 where less "
            + "is better."
    }

    /// What a study counts, in the order of the file; empty where it declares nothing.
    func utility() -> [UtilityTerm] {
        guard let fields = fields("utility", Self.utilityExample) else { return [] }
        if fields.keys.isEmpty { fault("utility", "is empty.", Self.utilityExample) }
        return fields.keys.compactMap { measure in
            guard let node = fields.node(measure) else { return nil }
            if node.mapping == nil {
                return fields.weight(measure).map { UtilityTerm(measure: measure, weight: $0) }
            }
            let term = fields.fields(measure, Self.utilityExample)
            term?.missing("weight", Self.utilityExample)
            let weight = term?.weight("weight")
            let scale = term?.optionalNumber("scale", .above(0, through: 1e12))
            term?.finish()
            return weight.map { UtilityTerm(measure: measure, weight: $0, scale: scale) }
        }
    }

    private func weight(_ key: String) -> Double? {
        let weight = optionalNumber(key, .closed(-1e6, 1e6))
        if weight == 0 { fault(key, "is 0, which counts nothing.", Self.utilityExample) }
        return weight
    }
}
