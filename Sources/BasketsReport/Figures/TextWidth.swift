// SPDX-License-Identifier: Apache-2.0

/// How wide a text will be at 13 px, estimated, since no font is at hand.
enum TextWidth {
    static func of(_ text: String) -> Double {
        text.unicodeScalars.reduce(0) { $0 + width($1) }
    }

    /// The text, or as much of it as fits with an ellipsis.
    static func fit(_ text: String, _ room: Double) -> String {
        guard of(text) > room else { return text }
        var used = width("…")
        let kept = text.prefix { character in
            used += of(String(character))
            return used <= room
        }
        return kept.trimmingTrailingSpaces + "…"
    }

    /// The text in as few lines as it takes, at most so many, broken at spaces; the last one cut where
    /// even they have no room for it.
    static func lines(_ text: String, _ room: Double, most: Int) -> [String] {
        var done: [String] = []
        var line = ""
        for word in text.visibleLine.split(separator: " ") {
            let longer = line.isEmpty ? String(word) : "\(line) \(word)"
            if of(longer) <= room || line.isEmpty || done.count == most - 1 {
                line = longer
            } else {
                done.append(line)
                line = String(word)
            }
        }
        return (done + [line]).map { fit($0, room) }
    }

    /// Names, those that are too long with an ellipsis in the middle, since what tells them apart may
    /// stand at either end. They are cut where the most of them stay different.
    static func fit(names: [String], _ room: Double) -> [String] {
        let ways = [0.5, 0.35, 0.65, 0.2, 0.8].map { share in
            names.map { cut($0.visibleLine, room, end: share) }
        }
        return ways.max { Set($0).count < Set($1).count } ?? names
    }

    /// - Parameter share: of the room, for the end of the name.
    private static func cut(_ name: String, _ room: Double, end share: Double) -> String {
        guard of(name) > room else { return name }
        let space = room - width("…")
        let end = String(name.suffix(fitting(name.reversed(), space * share)))
        let start = name.prefix(fitting(name, space - of(end)))
        return start.trimmingTrailingSpaces + "…" + end
    }

    /// How many characters fit, from the first on.
    private static func fitting(_ characters: some Sequence<Character>, _ room: Double) -> Int {
        var used = 0.0
        return characters.prefix { character in
            used += of(String(character))
            return used <= room
        }.count
    }

    private static func width(_ scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "i", "j", "l", "t", "f", "r", "I", ".", ",", ":", ";", "'", "|", "(", ")", " ": 4.6
        case "m", "w", "M", "W", "…": 11.2
        case "A"..."Z": 8.9
        default: scalar.value < 0x1100 ? 7.5 : 13.5
        }
    }
}

extension Substring {
    fileprivate var trimmingTrailingSpaces: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
