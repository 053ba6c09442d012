// SPDX-License-Identifier: Apache-2.0
import Baskets
import Foundation

/// Shows a run's progress: one line that is rewritten on a terminal, one line a minute elsewhere, a
/// JSON object an event for programs.
final class ProgressPrinter {
    private let json: Bool
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var lastShown = ContinuousClock.now - .seconds(3600)
    private var lineIsOpen = false

    init(json: Bool) { self.json = json }

    func show(_ event: RunEvent) {
        switch event {
        case .started(let progress):
            close()
            if json { return emit(progress, "started") }
            if progress.done < progress.total { line(progress) }
        case .progress(let progress):
            if json { return emit(progress, "progress") }
            let isLast = progress.done == progress.total
            let pause: Duration = isTerminal ? .milliseconds(200) : .seconds(60)
            guard isLast || ContinuousClock.now - lastShown > pause else { return }
            line(progress)
            if isLast { close() }
        case .remark(let stage, let text):
            close()
            if json { return object(["event": "remark", "stage": stage.rawValue, "text": text]) }
            Output.note("\(stage.rawValue): \(text)")
        case .wrote(let path):
            close()
            if json { return object(["event": "wrote", "path": path]) }
            Output.note("wrote \(path)")
        }
    }

    func finish() { close() }

    private func line(_ progress: StageProgress) {
        lastShown = .now
        let text = Self.text(progress)
        guard isTerminal else { return Output.note(text) }
        FileHandle.standardError.write(Data(("\r\u{1b}[K" + text).utf8))
        lineIsOpen = true
    }

    private func close() {
        if lineIsOpen { FileHandle.standardError.write(Data("\n".utf8)) }
        lineIsOpen = false
    }

    /// "generate: 412 of 1,600 answers (gemma), 3.1 a second, 6 min left"
    static func text(_ progress: StageProgress) -> String {
        var text =
            "\(progress.stage.rawValue): \(progress.done.formatted()) of "
            + "\(progress.total.formatted()) \(progress.unit)"
        if !progress.item.isEmpty { text += " (\(progress.item))" }
        if let rate = progress.rate {
            text +=
                rate >= 1
                ? String(format: ", %.1f a second", rate)
                : String(format: ", %.1f a minute", rate * 60)
        }
        if let left = progress.secondsLeft, progress.done < progress.total {
            text += ", \(duration(left)) left"
        }
        return text
    }

    static func duration(_ seconds: Double) -> String {
        switch seconds {
        case ..<90: "\(Int(seconds.rounded(.up))) s"
        case ..<5400: "\(Int((seconds / 60).rounded(.up))) min"
        default: String(format: "%.1f h", seconds / 3600)
        }
    }

    private func emit(_ progress: StageProgress, _ event: String) {
        struct Line: Encodable {
            let event, stage, unit, item: String
            let done, total: Int
            let rate, secondsLeft: Double?
        }
        try? Output.json(
            Line(
                event: event, stage: progress.stage.rawValue, unit: progress.unit,
                item: progress.item, done: progress.done, total: progress.total,
                rate: progress.rate, secondsLeft: progress.secondsLeft))
    }

    private func object(_ values: [String: String]) { try? Output.json(values) }
}
