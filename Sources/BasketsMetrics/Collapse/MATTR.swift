// SPDX-License-Identifier: Apache-2.0

/// MATTR: the share of different words in a window of words, mean over all places of the window.
///
/// Unit: fraction in (0, 1]; it does not depend on the length of the answers. Answers shorter than
/// the window are left out and counted.
/// Source: Covington and McFall 2010; equal to PyPI's `lexicalrichness` on one text.
/// Deviation: for a set, the mean is over the windows of all answers; none crosses into the next.
public struct MATTR: AnswerSetMetric {
    public static let defaultWindow = 25
    public let window: Int

    /// - Throws: `MetricError.badSetting` for a window of no words.
    public init(window: Int = MATTR.defaultWindow) throws(MetricError) {
        guard window > 0 else { throw .badSetting("mattr", "a window of \(window) words.") }
        self.window = window
    }

    init(knownWindow: Int) { window = knownWindow }

    public var info: MetricInfo {
        MetricInfo(
            name: window == Self.defaultWindow ? "mattr" : "mattr-\(window)",
            version: "\(WhitespaceWords.version),1", unit: "fraction", range: 0...1,
            higherMeans: .moreVaried, input: .answers,
            meaning: "Share of different words among \(window) words on end.",
            source: "Covington and McFall 2010.",
            deviation: "The mean is over the windows of all answers.",
            emptyCase: "No answer with \(window) words: no value.")
    }

    /// - Throws: `MetricError.noData` when no answer is as long as the window.
    public func prepare(_ answers: AnswerSet) throws(MetricError) -> RowMeasure {
        let texts = answers.tokens
        let rows = texts.rows(withWords: window)
        var counts = [Int32](repeating: 0, count: texts.vocabularySize)
        var different = [Int](repeating: 0, count: texts.count)
        for row in rows { different[row] = differentWords(in: texts[row], &counts) }
        let totals = different
        let window = window
        let name = info.name
        return RowMeasure(rows: rows, leftOut: answers.count - rows.count) {
            rows throws(MetricError) in
            guard !rows.isEmpty else {
                throw .noData(name, needs: "an answer with \(window) words", got: "none")
            }
            let windows = rows.reduce(0) { $0 + texts.length(of: $1) - window + 1 }
            return Double(rows.reduce(0) { $0 + totals[$1] }) / Double(windows * window)
        }
    }

    /// Different words of each window, summed over the windows of a text; `counts` is all 0
    /// before and after.
    private func differentWords(in text: ArraySlice<Int32>, _ counts: inout [Int32]) -> Int {
        var different = 0
        var total = 0
        for place in text.indices {
            if counts[Int(text[place])] == 0 { different += 1 }
            counts[Int(text[place])] += 1
            guard place - text.startIndex + 1 >= window else { continue }
            total += different
            let leaving = Int(text[place - window + 1])
            counts[leaving] -= 1
            if counts[leaving] == 0 { different -= 1 }
        }
        for word in text.suffix(window - 1) { counts[Int(word)] = 0 }
        return total
    }
}
