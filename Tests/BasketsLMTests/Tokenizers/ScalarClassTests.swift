// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import BasketsLM

/// Classes of all 1,112,064 scalars equal those of the reference's patterns and BERT's steps
/// (`scalars.py` beside the fixture).
struct ScalarClassTests {
    private static let reference: [String: Set<UInt32>] = {
        guard let data = try? TokenizerFixtures.data("scalars.txt") else { return [:] }
        var sets: [String: Set<UInt32>] = [:]
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ")
            guard parts.count == 3, let first = UInt32(parts[1], radix: 16),
                let last = UInt32(parts[2], radix: 16)
            else { return [:] }
            sets[String(parts[0]), default: []].formUnion(first...last)
        }
        return sets
    }()

    private static func isNumber(_ scalar: Unicode.Scalar) -> Bool {
        var text = String(Character(scalar))
        return text.withUTF8 { UTF8Text($0).isNumber(at: 0).isNumber }
    }

    private static func decomposed(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        CanonicalForms.shared.decomposed([scalar])
    }

    private static let tests: [String: @Sendable (Unicode.Scalar) -> Bool] = [
        "letter": { ScalarClass($0) == .letter },
        "number": { ScalarClass($0) == .number },
        "space": { ScalarClass($0) == .space },
        "digit": { isNumber($0) },
        "bert-punctuation": { BertText.isPunctuation($0) },
        "bert-space": { BertText.isSpace($0) },
        "bert-removed": { BertText.isRemoved($0) },
        "bert-chinese": { BertText.isChinese($0) },
        "bert-accent": { BertText.isAccent($0) },
        "decomposed": { decomposed($0) != [$0] },
        "composed": { CanonicalForms.shared.composed([$0]) != [$0] },
        "ordered-mark": { scalar in
            let marks: [[Unicode.Scalar]] = [["a", scalar, "\u{334}"], ["a", "\u{315}", scalar]]
            return decomposed(scalar) == [scalar]
                && marks.contains { CanonicalForms.shared.decomposed($0) != $0 }
        },
    ]

    @Test(arguments: tests.keys.sorted())
    func allScalarsAreClassedAsInTheReference(_ name: String) throws {
        let expected = try #require(Self.reference[name])
        let test = try #require(Self.tests[name])
        var different: [String] = []
        for value in UInt32(0)..<0x110000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            if test(scalar) != expected.contains(value) {
                different.append(String(value, radix: 16))
            }
        }
        #expect(different.isEmpty, "\(different.count): \(different.prefix(20))")
    }
}

struct CanonicalFormTests {
    private func composed(_ text: String) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: CanonicalForms.shared.composed(text.unicodeScalars))
        return String(view)
    }

    @Test func marksGoInOrderAndComposeWithTheirLetter() {
        // q has no composition; the dot below (220) goes before the dot above (230).
        #expect(
            composed("q\u{307}\u{323}").unicodeScalars.elementsEqual(
                "q\u{323}\u{307}".unicodeScalars))
        // e with dot below and circumflex in either order is one letter.
        #expect(composed("e\u{302}\u{323}").unicodeScalars.elementsEqual("\u{1ec7}".unicodeScalars))
        // A second mark of the same class stays: the first is in its way.
        #expect(
            composed("a\u{305}\u{301}").unicodeScalars.elementsEqual(
                "a\u{305}\u{301}".unicodeScalars))
        // U+0958 is excluded from composition.
        #expect(composed("\u{958}").unicodeScalars.elementsEqual("\u{915}\u{93c}".unicodeScalars))
    }

    @Test func hangulComposesFromItsParts() {
        #expect(
            composed("\u{1112}\u{1161}\u{11ab}").unicodeScalars.elementsEqual(
                "\u{d55c}".unicodeScalars))
        // U+11C3 is no modern final, so it stays.
        #expect(
            composed("\u{acfc}\u{11c3}").unicodeScalars.elementsEqual(
                "\u{acfc}\u{11c3}".unicodeScalars))
    }
}
