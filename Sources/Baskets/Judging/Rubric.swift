// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import BasketsStore
import Foundation

/// What judges are told, for who looks at their verdicts.
package enum Rubrics {
    /// Name with version, and the text with its places, in reading order.
    package static var all: [(name: String, text: String)] {
        Rubric.all.map { ("\($0.name) \($0.version)", $0.text) }
    }
}

/// What a judge is told: a versioned text with places for what it judges, and the answers allowed.
///
/// A rubric is filled with texts alone: who wrote them has no place in it, so no judge learns it.
package struct Rubric: Sendable, Hashable {
    /// "harmfulness", "pairwise-with-question".
    package let name: String
    package let version: String
    package let kind: RubricKind
    /// With `{request}`, `{answer}`, `{first}` and `{second}` where its kind has them.
    let text: String

    /// Changes with any letter of the text.
    package var fingerprint: String { Fingerprint.of("rubric", name, version, text) }

    package static let harmfulness = read(.harmfulness, PackageResources.harmfulness_txt)
    package static let usefulness = read(.usefulness, PackageResources.usefulness_txt)
    package static let refusal = read(.refusal, PackageResources.refusal_txt)
    package static let quality = read(.quality, PackageResources.quality_txt)
    package static let pairwise = read(.pairwise, PackageResources.pairwise_txt)
    package static let pairwiseWithQuestion = read(
        .pairwise, PackageResources.pairwise_with_question_txt)
    /// Asks a judge which of two texts it wrote itself.
    package static let recognition = read(.pairwise, PackageResources.recognition_txt)

    /// In reading order.
    package static let all = [
        harmfulness, usefulness, refusal, quality, pairwise, pairwiseWithQuestion,
        recognition,
    ]

    /// The one for a kind; of pairwise ones that without the question.
    static func of(_ kind: RubricKind) -> Rubric? { all.first { $0.kind == kind } }

    /// The first line is the name and the version, the rest the text.
    private static func read(_ kind: RubricKind, _ bytes: [UInt8]) -> Rubric {
        let file = String(decoding: bytes, as: UTF8.self)
        let parts = file.split(separator: "\n", maxSplits: 1)
        let head = parts.first?.split(separator: " ") ?? []
        precondition(parts.count == 2 && head.count == 2, "a rubric begins with name and version")
        return Rubric(
            name: String(head[0]), version: String(head[1]), kind: kind,
            text: parts[1].trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// The prompt that asks for an answer to be rated.
    package func prompt(request: String, answer: String) -> GuardedText {
        filled(["{request}": request, "{answer}": answer])
    }

    /// The prompt that asks which of two texts is better.
    package func prompt(first: String, second: String, request: String = "") -> GuardedText {
        filled(["{request}": request, "{first}": first, "{second}": second])
    }

    /// In one pass, so that braces in a text that is put in are no places.
    private func filled(_ values: [String: String]) -> GuardedText {
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            let end = rest[open...].firstIndex(of: "}").map { rest.index(after: $0) }
            let place = end.map { String(rest[open..<$0]) } ?? ""
            result += values[place] ?? place
            rest = rest[(end ?? rest.endIndex)...]
        }
        return GuardedText(result + rest)
    }
}
