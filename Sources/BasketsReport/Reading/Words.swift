// SPDX-License-Identifier: Apache-2.0

/// Small pieces of English.
enum Words {
    /// "a", "a and b", "a, b and c".
    static func list(_ items: [String], last: String = "and") -> String {
        guard let final = items.last else { return "" }
        guard items.count > 1 else { return final }
        return items.dropLast().joined(separator: ", ") + " \(last) " + final
    }

    /// "one", "twelve", "13".
    static func number(_ value: Int) -> String {
        let small = [
            "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve",
        ]
        return small.indices.contains(value) ? small[value] : NumberFormat.count(value)
    }

    /// The first letter as a capital, for a sentence that starts with a name.
    static func capitalized(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }

    /// "1 row", "2 rows": `noun` is given in the plural; a plural in -s loses it for one.
    static func counted(_ count: Int, _ noun: String) -> String {
        let singular = noun.hasSuffix("s") ? String(noun.dropLast()) : noun
        return NumberFormat.count(count) + " " + (count == 1 ? singular : noun)
    }
}
