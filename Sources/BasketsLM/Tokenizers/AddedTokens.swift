// SPDX-License-Identifier: Apache-2.0

/// Tokens that are found whole in a text before anything else is done with it: the leftmost first,
/// of those that begin at one place the longest.
struct AddedTokens: Sendable {
    /// Child node by `node << 8 | byte`.
    private var children: [UInt64: Int32] = [:]
    /// Token that ends at a node, or -1.
    private var tokens: [Int32] = [-1]
    private var isFirstByte = [Bool](repeating: false, count: 256)

    var isEmpty: Bool { tokens.count == 1 }

    mutating func insert(_ content: some Collection<UInt8>, id: Int32) {
        guard let first = content.first else { return }
        isFirstByte[Int(first)] = true
        var node: Int32 = 0
        for byte in content {
            let key = Self.key(node, byte)
            if let child = children[key] {
                node = child
            } else {
                node = Int32(truncatingIfNeeded: tokens.count)
                children[key] = node
                tokens.append(-1)
            }
        }
        tokens[Int(node)] = id
    }

    enum Part {
        case text(Range<Int>)
        case token(Int32)
    }

    /// Hands over the parts of a text in order; no text part is empty.
    func split(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (Part) -> Void) {
        var start = 0
        var index = isEmpty ? bytes.count : 0
        while index < bytes.count {
            guard isFirstByte[Int(bytes[index])], let (id, length) = match(bytes, at: index) else {
                index += 1
                continue
            }
            if start < index { body(.text(start..<index)) }
            body(.token(id))
            index += length
            start = index
        }
        if start < bytes.count { body(.text(start..<bytes.count)) }
    }

    private func match(
        _ bytes: UnsafeBufferPointer<UInt8>, at start: Int
    ) -> (id: Int32, length: Int)? {
        var node: Int32 = 0
        var found: (id: Int32, length: Int)?
        for index in start..<bytes.count {
            guard let child = children[Self.key(node, bytes[index])] else { break }
            node = child
            if tokens[Int(node)] >= 0 { found = (tokens[Int(node)], index + 1 - start) }
        }
        return found
    }

    private static func key(_ node: Int32, _ byte: UInt8) -> UInt64 {
        UInt64(UInt32(bitPattern: node)) << 8 | UInt64(byte)
    }
}
