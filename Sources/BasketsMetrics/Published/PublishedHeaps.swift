// SPDX-License-Identifier: Apache-2.0

/// The published study's Heaps' law: all answers joined in file order without a separator, in lower
/// case, the vocabulary read every 1,000 tokens, one order.
///
/// Units: k in words, beta an exponent. Here for comparison with the published numbers only: one
/// order decides the value, and words at the seams of answers run together.
/// Source: arXiv 2511.01490. Deviation: tokens are runs of letters, digits and inner marks, and every
/// other mark alone, near to but not NLTK's word tokens.
public struct PublishedHeaps: AnswerSetMetric {
    public static let step = 1_000
    public let part: HeapsLaw.Part

    public init(_ part: HeapsLaw.Part) { self.part = part }

    public var info: MetricInfo {
        MetricInfo(
            name: "published-heaps-\(part.rawValue)", version: "1",
            unit: part == .k ? "words" : "exponent", range: 0 ... .infinity,
            higherMeans: part == .k ? .descriptive : .moreVaried, input: .answers,
            meaning: part == .k
                ? "Scale of the vocabulary's growth, as the published study counted."
                : "Exponent of the vocabulary's growth, as the published study counted.",
            source: "arXiv 2511.01490.", deviation: "Tokens are near to but not NLTK's.",
            emptyCase: "Fewer than \(2 * Self.step) tokens: no value.")
    }

    /// - Throws: `MetricError.noData` when the answers have fewer than 2,000 tokens.
    public func prepare(_ answers: AnswerSet) throws(MetricError) -> RowMeasure {
        let rows = answers.tokens.rows(withWords: 1)
        let texts = answers.texts
        let part = part
        return RowMeasure(
            rows: rows, leftOut: answers.count - rows.count, note: "Published recipe: file order."
        ) { rows throws(MetricError) in
            let fit = try HeapsFit(Self.curve(of: rows.sorted().map { texts[$0] }))
            return part == .k ? fit.k : fit.beta
        }
    }

    static func curve(of answers: [String]) -> [HeapsFit.Point] {
        let joined = answers.joined().filter { $0 != "#" && $0 != "*" }.lowercased()
        let tokens = TokenizedTexts(words: [PlainTokens.tokens(of: joined)])
        var seen = [Bool](repeating: false, count: tokens.vocabularySize)
        var different = 0
        var points: [HeapsFit.Point] = []
        for (place, word) in tokens[0].enumerated() {
            if !seen[Int(word)] { different += 1 }
            seen[Int(word)] = true
            guard (place + 1) % step == 0 else { continue }
            points.append(HeapsFit.Point(words: place + 1, vocabulary: Double(different)))
        }
        return points
    }
}
