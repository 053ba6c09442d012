// SPDX-License-Identifier: Apache-2.0

/// What differs between two texts, word by word.
struct WordDifference: Equatable {
    enum Part: Equatable {
        case same(String)
        /// In the first text alone.
        case removed(String)
        /// In the second text alone.
        case added(String)
    }

    let parts: [Part]

    init(_ first: String, _ second: String) {
        let (old, new) = (Self.words(first), Self.words(second))
        let change = new.difference(from: old)
        let removed = Set(change.removals.map(Self.offset))
        let added = Set(change.insertions.map(Self.offset))
        var parts: [Part] = []
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            if removed.contains(i) {
                parts.append(.removed(old[i]))
                i += 1
            } else if added.contains(j) {
                parts.append(.added(new[j]))
                j += 1
            } else {
                parts.append(.same(old[i]))
                (i, j) = (i + 1, j + 1)
            }
        }
        self.parts = parts
    }

    /// Words, each with the space before it.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var wasSpace = true
        for character in text {
            let isSpace = character.isWhitespace
            if words.isEmpty || (isSpace && !wasSpace) { words.append("") }
            words[words.count - 1].append(character)
            wasSpace = isSpace
        }
        return words
    }

    private static func offset(_ change: CollectionDifference<String>.Change) -> Int {
        switch change {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
