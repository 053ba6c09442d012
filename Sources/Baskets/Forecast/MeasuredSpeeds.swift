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
    /// Tokens a second that judges of this machine read, by their names, and cells as judges by the
    /// name of their target; by the lengths that ``AskedVerdicts`` reckons with.
    private(set) var judging: [String: Double] = [:]
    /// Questions with choices a second, by the name of a target.
    private(set) var choosing: [String: Double] = [:]
    /// Vectors a second; nil where none was timed, as are the others.
    private(set) var vectors: Double?
    /// Seconds that a score takes for each answer that a cell wrote.
    private(set) var scoring: Double?

    init(_ store: Store, study: Study, in folder: URL) throws {
        self.folder = folder.relativePath
        // Cells are named after their targets; a source's name has no dot.
        func target(_ name: String) -> String? {
            study.targets.map(\.name).first { name.hasPrefix("\($0).") }
        }
        let byTarget = Dictionary(grouping: try store.written()) { writer, _ in
            target(writer) ?? ""
        }
        targets = byTarget.filter { !$0.key.isEmpty }.mapValues { Self.writer($0.map(\.written)) }
        writers = Dictionary(grouping: byTarget[""] ?? [], by: \.writer)
            .mapValues { Self.writer($0.map(\.written)) }
        let cells = try store.cells(keys: store.keys(of: .cell)).values
        for (target, cells) in Dictionary(grouping: cells, by: \.target) {
            let seconds = cells.reduce(0) { $0 + $1.seconds }
            if seconds > 0 {
                training[target] = Double(cells.reduce(0) { $0 + $1.tokens }) / seconds
            }
        }
        if let text = targets.min(by: { $0.key < $1.key })?.value.tokens {
            judging = try Self.judging(store, textTokens: text) { target($0) ?? $0 }
        }
        measure(try store.events(), byTarget.filter { !$0.key.isEmpty }, target)
    }

    /// - Parameter written: by target, what each of its cells wrote.
    private mutating func measure(
        _ events: [EventRow], _ written: [String: [(writer: String, written: WrittenTokens)]],
        _ target: (String) -> String?
    ) {
        func timed(_ units: [String]) -> [EventRow] {
            events.filter { units.contains($0.message) && $0.seconds > 0 && $0.rows > 0 }
        }
        func perSecond(_ events: [EventRow]) -> Double? {
            let seconds = events.reduce(0) { $0 + $1.seconds }
            return seconds > 0 ? Double(events.reduce(0) { $0 + $1.rows }) / seconds : nil
        }
        choosing = Dictionary(grouping: timed([MeasuringUnit.choices])) { target($0.item) ?? "" }
            .compactMapValues(perSecond)
        vectors = perSecond(timed(MeasuringUnit.allVectors))
        let cells = written.values.joined()
        let answers = cells.reduce(0) { $0 + $1.written.answers }
        scoring = perSecond(timed([MeasuringUnit.scores, MeasuringUnit.resampledScores])).flatMap {
            answers > 0 ? Double(cells.count) / (Double(answers) * $0) : nil
        }
    }

    /// - Parameter textTokens: mean tokens of a text that was judged.
    private static func judging(
        _ store: Store, textTokens: Double, name: (String) -> String
    ) throws -> [String: Double] {
        // What measures judges may have come from a cache, in no time.
        let timed = try store.events().filter {
            [VerdictUnit.onAnswers, VerdictUnit.onTexts].contains($0.message)
        }
        let prompts = try store.promptAnswers(keys: store.keys(of: .promptAnswer)).values
        let request =
            prompts.isEmpty
            ? SpendForecast.Prior.requestTokens
            : Double(prompts.reduce(0) { $0 + $1.promptTokens }) / Double(prompts.count)
        let verdicts = try store.verdicts(keys: store.keys(of: .verdict)).values
        let byJudge = Dictionary(grouping: verdicts) { name($0.judge) }
        return Dictionary(grouping: timed) { name($0.item) }.compactMapValues { events in
            let seconds = events.reduce(0) { $0 + $1.seconds }
            let rows = events.reduce(0) { $0 + $1.rows }
            let asked = (byJudge[events.first.map { name($0.item) } ?? ""] ?? [])
                .compactMap { row in
                    Rubric.all.first { "\($0.name) \($0.version)" == row.rubric }
                }
            guard seconds > 0, !asked.isEmpty else { return nil }
            let read = asked.reduce(0) {
                $0 + AskedVerdicts.tokens($1, request: request, texts: textTokens)
            }
            return Double(rows) * read / Double(asked.count) / seconds
        }
    }

    private static func writer(_ parts: [WrittenTokens]) -> Writer {
        let all = parts.reduce(
            WrittenTokens(answers: 0, promptTokens: 0, tokens: 0, seconds: 0), +)
        let count = Double(all.answers)
        return Writer(
            promptTokens: Double(all.promptTokens) / count, tokens: Double(all.tokens) / count,
            perSecond: all.seconds > 0 ? Double(all.tokens) / all.seconds : nil)
    }
}
