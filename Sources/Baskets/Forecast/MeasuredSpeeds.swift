// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import Foundation

/// What an earlier run took: tokens and seconds by source and target, from its rows alone.
struct MeasuredSpeeds: Sendable, Hashable {
    struct Writer: Sendable, Hashable {
        /// Means of an answer.
        let promptTokens: Double
        let tokens: Double
        /// New tokens a second; nil where no time was taken.
        let perSecond: Double?
    }

    /// The run's folder, for the reader.
    let folder: String
    /// By the name of a source.
    let writers: [String: Writer]
    /// By the name of a target, over all of its cells.
    let targets: [String: Writer]
    /// Tokens a second by the name of a target.
    private(set) var training: [String: Double] = [:]

    init(_ store: Store, study: Study, in folder: URL) throws {
        self.folder = folder.relativePath
        let answers = try store.answers(keys: store.keys(of: .answer)).values
            .filter { $0.answer.failure == nil && $0.answer.finish != .human }
        // Cells are named after their targets; a source's name has no dot.
        let byTarget = Dictionary(grouping: answers) { row in
            study.targets.map(\.name).first { row.answer.writer.hasPrefix("\($0).") } ?? ""
        }
        targets = byTarget.filter { !$0.key.isEmpty }.mapValues(Self.writer)
        writers = Dictionary(grouping: byTarget[""] ?? [], by: \.answer.writer)
            .mapValues(Self.writer)
        let cells = try store.cells(keys: store.keys(of: .cell)).values
        for (target, cells) in Dictionary(grouping: cells, by: \.target) {
            let seconds = cells.reduce(0) { $0 + $1.seconds }
            if seconds > 0 {
                training[target] = Double(cells.reduce(0) { $0 + $1.tokens }) / seconds
            }
        }
    }

    private static func writer(_ rows: [AnswerRow]) -> Writer {
        let tokens = Double(rows.reduce(0) { $0 + $1.answer.tokens })
        let prompts = Double(rows.reduce(0) { $0 + $1.answer.promptTokens })
        let seconds = rows.reduce(0) { $0 + $1.seconds }
        let count = Double(rows.count)
        return Writer(
            promptTokens: prompts / count, tokens: tokens / count,
            perSecond: seconds > 0 ? tokens / seconds : nil)
    }
}
