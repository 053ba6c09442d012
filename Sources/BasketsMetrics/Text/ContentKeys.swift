// SPDX-License-Identifier: Apache-2.0

import BasketsCore

/// A random number for each of some texts, from the seed, what the text says, and which repeat of it
/// this is: the order of the input has no say in what is drawn or shuffled by it.
func contentKeys(
    of texts: [String], rows: [Int], seed: UInt64, for purpose: String
) -> [UInt64] {
    contentDraws(of: texts, rows: rows, seed: seed, for: purpose).map { draw in
        var draw = draw
        return draw.next()
    }
}

/// The stream of random numbers of each text, for more than one order.
func contentDraws(
    of texts: [String], rows: [Int], seed: UInt64, for purpose: String
) -> [KeyedRandom] {
    var repeats: [String: Int] = [:]
    return rows.map { row in
        let text = texts[row]
        defer { repeats[text, default: 0] += 1 }
        return KeyedRandom(seed, purpose, text, String(repeats[text, default: 0]))
    }
}
