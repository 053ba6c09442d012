// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Foundation

/// Writes continuations of a batch of prompts of any lengths.
///
/// Prompts end in one column of the cache, so that all rows write the same one; what a row draws depends
/// on its own seed. Finished rows leave the batch once half of it has finished.
struct Sampler {
    let decoder: Decoder
    let tokenizer: any Tokenizer
    let decoding: Decoding
    let stopTokens: Set<Int32>

    /// A row that is being written.
    private struct Writing {
        let index: Int
        let row: SampleRow
        let start: Int32
        var tokens: [Int32] = []
        var finish: Completion.Finish?
    }

    func write(_ rows: [SampleRow]) throws -> [Completion] {
        guard !rows.isEmpty else { return [] }
        let prompts = rows.map(\.tokens)
        let batch = try TextBatch(prompts, shared: TextBatch.sharedBeginning(prompts))
        let cache = try KeyValueCache(
            decoder.settings, type: decoder.type, rows: rows.count,
            capacity: batch.longest + decoding.maxTokens)
        try cache.place(batch)
        var writing = zip(rows.indices, rows).map { index, row in
            Writing(index: index, row: row, start: Int32(batch.longest - row.tokens.count))
        }
        var finished: [Writing] = []

        let hidden = try decoder.hidden(batch.tokens, at: decoder.places(batch), cache: cache)
        var logits = try decoder.logits(
            hidden.rows(Tensor(batch.ends.map { $0 - 1 }, shape: [rows.count])))
        for step in 0..<max(1, decoding.maxTokens) {
            try draw(&writing, logits)
            if writing.allSatisfy({ $0.finish != nil }) { break }
            if step + 1 == decoding.maxTokens { break }
            try leave(&writing, &finished, cache)
            logits = try next(writing, column: batch.longest + step, cache)
        }
        finished += writing
        return finished.sorted { $0.index < $1.index }.map(completion)
    }

    /// Logits [B, V] behind the token that each row drew last, which is written to `column`.
    private func next(
        _ writing: [Writing], column: Int, _ cache: KeyValueCache
    ) throws -> Tensor {
        let tokens = writing.map { $0.finish == nil ? $0.tokens.last ?? 0 : 0 }
        let starts = writing.map(\.start)
        let ends = [Int32](repeating: Int32(column + 1), count: writing.count)
        let span = AttentionSpan(
            start: try Tensor(starts, shape: [starts.count]),
            end: try Tensor(ends, shape: [ends.count]), offset: column)
        let places = try decoder.places(
            positions: starts.map { Int32(column) - $0 }, rows: writing.count, span: span)
        let hidden = try decoder.hidden(
            Tensor(tokens, shape: [tokens.count]), at: places, cache: cache)
        return try decoder.logits(hidden)
    }

    /// Draws the next token of each row that is not finished, and says which finish with it.
    private func draw(_ writing: inout [Writing], _ logits: Tensor) throws {
        let tokens = try chooseTokens(
            logits, uniforms: writing.map { RowRandom(seed: $0.row.seed).uniform($0.tokens.count) },
            temperature: decoding.temperature, topP: decoding.topP)
        for (place, token) in tokens.enumerated() where writing[place].finish == nil {
            add(token, to: &writing[place])
        }
    }

    private func add(_ token: Int32, to row: inout Writing) {
        if stopTokens.contains(token) {
            row.finish = .stop
            return
        }
        row.tokens.append(token)
        // A stop text ends in one of the last few tokens: no need to decode the whole answer.
        let tail = tokenizer.decode(Array(row.tokens.suffix(24)))
        if row.row.stopStrings.contains(where: tail.contains) { row.finish = .stop }
    }

    /// Takes finished rows out of the batch once they are half of it.
    private func leave(
        _ writing: inout [Writing], _ finished: inout [Writing], _ cache: KeyValueCache
    ) throws {
        let kept = writing.indices.filter { writing[$0].finish == nil }
        guard kept.count * 2 <= writing.count else { return }
        finished += writing.filter { $0.finish != nil }
        writing = kept.map { writing[$0] }
        try cache.keep(rows: kept)
    }

    private func completion(_ row: Writing) -> Completion {
        var text = tokenizer.decode(row.tokens)
        for stop in row.row.stopStrings {
            if let found = text.range(of: stop) { text = String(text[..<found.lowerBound]) }
        }
        return Completion(
            text: text, tokens: row.tokens, finish: row.finish ?? .length,
            promptTokens: row.row.tokens.count)
    }
}
