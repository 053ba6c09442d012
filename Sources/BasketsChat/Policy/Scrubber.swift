// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Makes what an address said fit to be stored and shown: short, one line, without key and prompt.
struct Scrubber: Sendable {
    /// Longer texts are cut.
    static let mostCharacters = 240
    /// Pieces of a prompt of so many characters are taken out.
    static let piece = 24

    let key: String?

    /// - Parameter prompts: what had been sent; addresses like to repeat it.
    func scrub(_ text: String, _ prompts: [String] = []) -> String {
        var result = String(text.prefix(4096))
        if let key, !key.isEmpty { result = result.replacing(key, with: "[key]") }
        result = withoutMarkup(result)
        for prompt in prompts { result = without(prompt, result) }
        result = withoutKeys(result).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return result.count > Self.mostCharacters
            ? result.prefix(Self.mostCharacters) + "..." : result
    }

    /// An error page says more without its tags.
    private func withoutMarkup(_ text: String) -> String {
        text.contains("<") ? text.replacing(/<[^>]{0,400}>/, with: " ") : text
    }

    /// Words that hold the beginning or the end of the key, or look like a key.
    private func withoutKeys(_ text: String) -> String {
        let ends = key.map { key in
            key.count >= 12 ? [String(key.prefix(6)), String(key.suffix(4))] : []
        }
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        return words.map { word in
            let isKey =
                ends?.contains { word.contains($0) } == true
                || ["sk-", "Bearer", "AIza", "gsk_", "hf_"].contains { word.contains($0) }
            return isKey ? "[key]" : String(word)
        }.joined(separator: " ")
    }

    /// Every stretch of the text that is `piece` or more characters of the prompt is taken out.
    private func without(_ prompt: String, _ text: String) -> String {
        let (prompt, text) = (Array(prompt.utf8), Array(text.utf8))
        guard prompt.count >= Self.piece, text.count >= Self.piece else {
            return String(decoding: text, as: UTF8.self)
        }
        let pieces = Set((0...prompt.count - Self.piece).map { prompt[$0..<$0 + Self.piece] })
        var isPrompt = [Bool](repeating: false, count: text.count)
        for start in 0...text.count - Self.piece
        where pieces.contains(text[start..<start + Self.piece]) {
            for index in start..<start + Self.piece { isPrompt[index] = true }
        }
        var result: [UInt8] = []
        for (index, byte) in text.enumerated() {
            if !isPrompt[index] {
                result.append(byte)
            } else if index == 0 || !isPrompt[index - 1] {
                result += Array("[question]".utf8)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
