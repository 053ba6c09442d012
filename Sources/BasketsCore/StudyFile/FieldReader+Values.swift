// SPDX-License-Identifier: Apache-2.0
import Yams

extension FieldReader {
    func text(_ key: String, _ remedy: String) -> String? {
        guard let node = node(key) else { return nil }
        guard let text = node.scalar?.string, !text.isEmpty else {
            fault(key, "is \(node.kindInWords), not a text.", remedy)
            return nil
        }
        return text
    }

    /// A whole number; underscores may group its digits.
    func integer(_ key: String, _ bounds: Bounds<Int>, default standard: Int) -> Int {
        optionalInteger(key, bounds) ?? standard
    }

    func optionalInteger(_ key: String, _ bounds: Bounds<Int>) -> Int? {
        guard let node = node(key) else { return nil }
        return checked(node, key, bounds, "a whole number", { String($0) }) {
            Int($0.replacing("_", with: ""))
        }
    }

    func number(_ key: String, _ bounds: Bounds<Double>, default standard: Double) -> Double {
        optionalNumber(key, bounds) ?? standard
    }

    func optionalNumber(_ key: String, _ bounds: Bounds<Double>) -> Double? {
        guard let node = node(key) else { return nil }
        return checked(node, key, bounds, "a number", plainNumber) {
            Double($0.replacing("_", with: "")).flatMap { $0.isFinite ? $0 : nil }
        }
    }

    private func checked<Value: Comparable>(
        _ node: Node, _ key: String, _ bounds: Bounds<Value>, _ kind: String,
        _ words: (Value) -> String, _ read: (String) -> Value?
    ) -> Value? {
        let remedy = "Write \(kind) \(bounds.words(words))."
        guard let text = node.scalar?.string, let value = read(text) else {
            fault(key, "is \(node.kindInWords), not \(kind).", remedy)
            return nil
        }
        guard bounds.contains(value) else {
            fault(key, "is \(text), out of range.", remedy)
            return nil
        }
        return value
    }

    /// One of the words of an enumeration.
    func choice<Choice: CaseIterable & RawRepresentable>(
        _ key: String, default standard: Choice
    ) -> Choice where Choice.RawValue == String {
        guard let node = node(key) else { return standard }
        if let choice = node.scalar.flatMap({ Choice(rawValue: $0.string) }) { return choice }
        let words = Choice.allCases.map(\.rawValue)
        fault(key, "is \(node.kindInWords), which it cannot be.", chooseOne(node, words))
        return standard
    }

    /// `on` or `off`; a key alone is on, a key that is not there is off.
    func isOn(_ key: String) -> Bool {
        guard let value = value(key) else { return false }
        if value.isEmptyValue { return true }
        switch value.scalar?.string {
        case "on", "true", "yes": return true
        case "off", "false", "no": return false
        default:
            fault(key, "is \(value.kindInWords), neither on nor off.", "Write `\(key): on`.")
            return false
        }
    }

    /// "30...80", both ends included.
    func range(_ key: String) -> ClosedRange<Int>? {
        guard let node = node(key) else { return nil }
        let ends = node.scalar?.string.split(separator: "...").map { Int($0) } ?? []
        guard ends.count == 2, let lower = ends[0], let upper = ends[1] else {
            fault(key, "is \(node.kindInWords), not a range.", "Write it as 30...80.")
            return nil
        }
        guard lower >= 1, lower <= upper, upper <= 1_000_000 else {
            fault(
                key, "is \(lower)...\(upper), out of range.",
                "Write the smaller number first, from 1 to 1000000.")
            return nil
        }
        return lower...upper
    }

    /// A list of different seeds.
    func seeds(_ key: String, default standard: [UInt64]) -> [UInt64] {
        let remedy = "Write different whole numbers in brackets: [1, 2, 3]."
        guard let nodes = list(key, remedy) else { return standard }
        var seeds: [UInt64] = []
        for node in nodes {
            guard let seed = node.scalar.flatMap({ UInt64($0.string) }), !seeds.contains(seed)
            else {
                fault(key, "has \(node.kindInWords), which is no seed or there twice.", remedy)
                continue
            }
            seeds.append(seed)
        }
        if nodes.isEmpty { fault(key, "is empty.", remedy) }
        return seeds.isEmpty ? standard : seeds
    }

    func chooseOne(_ node: Node, _ words: [String]) -> String {
        if let text = node.scalar?.string, let guess = suggestion(for: text, among: words) {
            return "Did you mean `\(guess)`?"
        }
        return "Choose one of: \(words.joined(separator: ", "))."
    }
}
