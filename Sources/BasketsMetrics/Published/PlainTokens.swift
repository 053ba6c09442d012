// SPDX-License-Identifier: Apache-2.0

/// Runs of letters and digits, with marks inside them (`don't`, `3.5`, `well-known`), and every other
/// mark alone.
enum PlainTokens {
    static func tokens(of text: String) -> [String] {
        let text = Array(text)
        var found: [String] = []
        var place = 0
        while place < text.count {
            let start = place
            while place < text.count, isInside(text, place, from: start) { place += 1 }
            if place == start {
                if !text[place].isWhitespace { found.append(String(text[place])) }
                place += 1
            } else {
                found.append(String(text[start..<place]))
            }
        }
        return found
    }

    private static func isInside(_ text: [Character], _ place: Int, from start: Int) -> Bool {
        if isWordPart(text[place]) { return true }
        guard place > start, place + 1 < text.count, "'’.-,".contains(text[place]) else {
            return false
        }
        let joinsNumbers = text[place] == "." || text[place] == ","
        let before = text[place - 1]
        let after = text[place + 1]
        return joinsNumbers
            ? before.isNumber && after.isNumber : isWordPart(before) && isWordPart(after)
    }

    private static func isWordPart(_ mark: Character) -> Bool { mark.isLetter || mark.isNumber }
}
