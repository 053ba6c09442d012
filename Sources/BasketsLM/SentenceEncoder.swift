// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
public import Foundation

/// Turns sentences into unit vectors whose cosine says how near they are in meaning (Reimers and
/// Gurevych 2019): mean of the last layer over the text's tokens, divided by its length.
///
/// For one caller at a time.
public final class SentenceEncoder {
    public let name: String
    /// Width of the vectors.
    public let width: Int
    private let encoder: Encoder
    private let tokenizer: any Tokenizer
    private let limit: Int
    private let ends: (first: Int32, last: Int32)

    /// - Parameter folder: a sentence-transformers folder of a BERT model.
    /// - Throws: `LMError` naming file and place when the files are broken or not supported.
    public static func load(
        _ folder: URL, precision: Precision = .float32
    ) throws -> SentenceEncoder {
        Engine.keepMemory()
        return try SentenceEncoder(EncoderFile(folder), precision)
    }

    init(_ file: EncoderFile, _ precision: Precision = .float32) throws {
        name = file.name
        width = file.settings.width
        encoder = try Encoder(file, precision)
        tokenizer = try file.tokenizer()
        limit = min(file.settings.maxTokens, file.settings.positions)
        guard let first = tokenizer.id(of: "[CLS]"), let last = tokenizer.id(of: "[SEP]") else {
            throw LMError(.unsupported, item: file.name, "has no [CLS] and [SEP] tokens.")
        }
        ends = (first, last)
    }

    /// One unit vector [width] per text; longer texts are cut, as the model's own settings say.
    public func embed(_ texts: [String]) throws -> [[Float]] {
        let rows = texts.map(tokens)
        let order = rows.indices.sorted { (rows[$0].count, $0) < (rows[$1].count, $1) }
        var vectors = [[Float]](repeating: [], count: rows.count)
        for start in stride(from: 0, to: order.count, by: 32) {
            let part = Array(order[start..<min(start + 32, order.count)])
            for (index, vector) in zip(part, try embed(part.map { rows[$0] })) {
                vectors[index] = vector
            }
        }
        return vectors
    }

    private func tokens(_ text: String) -> [Int32] {
        [ends.first] + tokenizer.encode(text).prefix(limit - 2) + [ends.last]
    }

    private func embed(_ rows: [[Int32]]) throws -> [[Float]] {
        let batch = try TextBatch(rows)
        let hidden = try encoder.hidden(batch).floats()  // [N, W]
        return rows.indices.map { row in
            mean(hidden, from: Int(batch.place(row, 0)), count: rows[row].count)
        }
    }

    /// The mean of `count` token vectors, divided by its length.
    private func mean(_ hidden: [Float], from first: Int, count: Int) -> [Float] {
        var sum = [Double](repeating: 0, count: width)
        for place in first..<first + count {
            for index in 0..<width { sum[index] += Double(hidden[place * width + index]) }
        }
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return sum.map { Float($0 / max(length, 1e-12)) }
    }
}
