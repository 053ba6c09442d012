// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

@testable import Baskets

/// Texts of the marks that readers look for, in any order, end in rows, entries or an error.
@Test(arguments: 0..<20 as Range<UInt64>)
func damagedTextsAreReadOrRefused(seed: UInt64) {
    let pieces = [
        "{", "}", "[", "]", "<", ">", "(", ")", "/", ".", ",", " ", "\n", "\n\n   ", "See {",
        "(1994-10-20)", "http:", "@", "é", "😀", "\"", "\r\n", "a word", "\t", "1. ",
    ]
    var random = KeyedRandom(seed, "pieces")
    for _ in 0..<50 {
        let text = (0..<(random.next() % 40)).map { _ in
            pieces[Int(random.next() % UInt64(pieces.count))]
        }.joined()
        if case .entry(let entry) = FoldocEntry.read("term\n\n   " + text) {
            #expect(entry.text.wordCount > 0 && !entry.text.contains("{"))
        }
        _ = try? CSVRows.records(of: Array(text.utf8), "x.csv")
        _ = try? Dictd(index: text, text: Array(text.utf8), file: "x.index")
    }
}
