// SPDX-License-Identifier: Apache-2.0

/// What each token adds to a text, in one flat buffer.
struct TokenBytes: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    var count: Int { ends.count }

    init(capacity: Int) {
        ends.reserveCapacity(capacity)
        bytes.reserveCapacity(capacity * 6)
    }

    mutating func append(_ token: some Sequence<UInt8>) {
        bytes.append(contentsOf: token)
        ends.append(bytes.count)
    }

    /// None for an id outside the vocabulary.
    subscript(_ token: Int32) -> ArraySlice<UInt8> {
        let index = Int(token)
        guard ends.indices.contains(index) else { return [] }
        return bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }
}

/// The bytes of many tokens after one another, special tokens left out.
extension TokenBytes {
    func join(_ tokens: [Int32], without control: Set<Int32>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(tokens.count * 4)
        for token in tokens where !control.contains(token) {
            result.append(contentsOf: self[token])
        }
        return result
    }
}

/// Turns tokens into text one at a time: text is held back until its UTF-8 is complete.
public struct StreamDecoder {
    private let tokenizer: any Tokenizer
    private var pending: [UInt8] = []

    public init(_ tokenizer: any Tokenizer) {
        self.tokenizer = tokenizer
    }

    /// The text that became complete with this token; may be empty.
    public mutating func text(after token: Int32) -> String {
        pending += tokenizer.bytes(of: token)
        let complete = pending.count - Self.unfinished(pending)
        defer { pending.removeFirst(complete) }
        return String(decoding: pending[..<complete], as: UTF8.self)
    }

    /// What is left at the end: an unfinished character becomes U+FFFD.
    public mutating func rest() -> String {
        defer { pending = [] }
        return String(decoding: pending, as: UTF8.self)
    }

    /// Bytes at the end that may be the beginning of a longer character.
    private static func unfinished(_ bytes: [UInt8]) -> Int {
        for back in 1...3 where back <= bytes.count {
            let byte = bytes[bytes.count - back]
            if byte & 0xc0 == 0x80 { continue }
            let length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
            return length > back ? back : 0
        }
        return 0
    }
}
