// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation

/// Questions from the Free On-line Dictionary of Computing: explain this term.
enum Foldoc {
    /// Changes with the wording of the question and with every cleaning rule.
    static let method = "foldoc v1"

    /// - Parameter folder: holds `foldoc.index` and `foldoc.dict.dz`.
    static func read(folder: URL, words: ClosedRange<Int>?) async throws -> QuestionSet {
        questions(try await Dictd.read(folder: folder, name: "foldoc").entries, words: words)
    }

    static func questions(_ entries: [String], words: ClosedRange<Int>?) -> QuestionSet {
        var leftOut: [FoldocEntry.Refusal: Int] = [:]
        var cleaned: [FoldocEntry.Rule: Int] = [:]
        let candidates = entries.compactMap { text -> Question? in
            switch FoldocEntry.read(text) {
            case .refused(let reason):
                leftOut[reason, default: 0] += 1
                return nil
            case .entry(let entry):
                for rule in entry.rules { cleaned[rule, default: 0] += 1 }
                return Question(
                    instruction: instruction(entry.term), category: entry.category,
                    humanAnswer: entry.text)
            }
        }
        let counts =
            FoldocEntry.Refusal.allCases.map {
                QuestionSet.Count(kind: .leftOut, reason: $0.rawValue, count: leftOut[$0] ?? 0)
            }
            + FoldocEntry.Rule.allCases.map {
                QuestionSet.Count(kind: .cleaned, reason: $0.rawValue, count: cleaned[$0] ?? 0)
            }
        return QuestionSet(
            method: method, rows: entries.count, candidates: candidates, words: words,
            counts: counts.filter { $0.count > 0 })
    }

    static func instruction(_ term: String) -> String {
        "What does \"\(term)\" mean in computing?"
    }
}
