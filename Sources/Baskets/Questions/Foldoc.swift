// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import Foundation

/// Questions from the Free On-line Dictionary of Computing: explain this term.
enum Foldoc {
    /// Changes with the wording of the question and with every cleaning rule.
    static let method = "foldoc v1"

    /// - Parameter folder: holds `foldoc.index` and `foldoc.dict.dz`.
    static func read(folder: URL, plan: QuestionPlan) async throws -> QuestionSet {
        questions(try await Dictd.read(folder: folder, name: "foldoc").entries, plan: plan)
    }

    static func questions(_ entries: [String], plan: QuestionPlan) -> QuestionSet {
        var counted = CountedRows()
        let candidates = entries.compactMap { text -> Question? in
            switch FoldocEntry.read(text) {
            case .refused(let reason):
                counted.add(.leftOut, reason.rawValue, example: text)
                return nil
            case .entry(let entry):
                for rule in FoldocEntry.Rule.allCases where entry.rules.contains(rule) {
                    counted.add(.cleaned, rule.rawValue, example: entry.term)
                }
                return Question(
                    instruction: instruction(entry.term), category: entry.category,
                    humanAnswer: entry.text)
            }
        }
        return QuestionSet(
            method: method, rows: entries.count, candidates: candidates, plan: plan,
            counted: counted)
    }

    static func instruction(_ term: String) -> String {
        "What does \"\(term)\" mean in computing?"
    }
}
