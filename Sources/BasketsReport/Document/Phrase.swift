// SPDX-License-Identifier: Apache-2.0

/// Text with emphasis, code and links to sections; unescaped until it is rendered.
struct Phrase: Equatable, ExpressibleByStringInterpolation {
    enum Run: Equatable {
        case text(String)
        case strong(String)
        /// Beside the point: n, units, methods.
        case quiet(String)
        case code(String)
        case link(String, section: String)
    }

    var runs: [Run]

    init(_ runs: Run...) { self.runs = runs }
    init(runs: [Run]) { self.runs = runs }
    init(_ text: String) { runs = [.text(text)] }
    init(stringLiteral value: String) { runs = [.text(value)] }

    static func + (left: Phrase, right: Phrase) -> Phrase {
        Phrase(runs: left.runs + right.runs)
    }

    var isEmpty: Bool { runs.isEmpty }
}
