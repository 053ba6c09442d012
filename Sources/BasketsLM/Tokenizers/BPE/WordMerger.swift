// SPDX-License-Identifier: Apache-2.0

/// Byte-pair merging of one word at a time: always the pair with the lowest key, the leftmost of
/// equals. O(n log n) in the symbols of a word; the buffers are kept from word to word.
struct WordMerger {
    private var symbols: [Symbol] = []
    private var heap = CandidateHeap()

    /// Begins a word. `length` is the size in bytes of the word's text.
    mutating func begin() {
        symbols.removeAll(keepingCapacity: true)
        heap.removeAll()
    }

    /// Adds the symbol that follows the last one. A negative id is one that merges with nothing:
    /// the token `-id - 1`.
    @inline(__always)
    mutating func append(_ id: Int32, start: Int, length: Int) {
        let index = Int32(truncatingIfNeeded: symbols.count)
        if index > 0 { symbols[Int(index) - 1].next = index }
        symbols.append(
            Symbol(
                id: id, start: Int32(truncatingIfNeeded: start),
                length: Int32(truncatingIfNeeded: length), previous: index - 1, next: -1))
    }

    /// Merges what was appended and adds the ids that are left to `tokens`.
    mutating func finish(
        _ rule: some MergeRule, in bytes: UnsafeBufferPointer<UInt8>, into tokens: inout [Int32]
    ) {
        guard !symbols.isEmpty else { return }
        for index in 0..<(symbols.count - 1) { propose(index, rule, bytes) }
        while let candidate = heap.pop() { apply(candidate, rule, bytes) }
        var index: Int32 = 0
        while index >= 0 {
            let id = symbols[Int(index)].id
            tokens.append(id >= 0 ? id : -id - 1)
            index = symbols[Int(index)].next
        }
    }

    @inline(__always)
    private mutating func propose(
        _ index: Int, _ rule: some MergeRule, _ bytes: UnsafeBufferPointer<UInt8>
    ) {
        let left = symbols[index]
        guard left.next >= 0 else { return }
        let right = symbols[Int(left.next)]
        guard let (key, id) = rule.merge(left, right, in: bytes) else { return }
        heap.push(
            Candidate(
                key: key, id: id, position: Int32(truncatingIfNeeded: index),
                leftLength: left.length, rightLength: right.length))
    }

    @inline(__always)
    private mutating func apply(
        _ candidate: Candidate, _ rule: some MergeRule, _ bytes: UnsafeBufferPointer<UInt8>
    ) {
        let position = Int(candidate.position)
        let left = symbols[position]
        guard left.length == candidate.leftLength, left.next >= 0 else { return }
        let next = Int(left.next)
        let right = symbols[next]
        guard right.length == candidate.rightLength else { return }
        symbols[position].id = candidate.id
        symbols[position].length += right.length
        symbols[position].next = right.next
        symbols[next].length = 0
        if right.next >= 0 { symbols[Int(right.next)].previous = candidate.position }
        propose(position, rule, bytes)
        if left.previous >= 0 { propose(Int(left.previous), rule, bytes) }
    }
}

/// A merge that was possible when it was noted; the lengths tell whether it still is.
struct Candidate {
    let key: UInt64
    let id: Int32
    let position: Int32
    let leftLength: Int32
    let rightLength: Int32

    @inline(__always)
    static func < (one: Candidate, other: Candidate) -> Bool {
        if one.key != other.key { return one.key < other.key }
        if one.id != other.id { return one.id < other.id }
        return one.position < other.position
    }
}

/// A binary heap, lowest first.
struct CandidateHeap {
    private var items: [Candidate] = []

    mutating func removeAll() { items.removeAll(keepingCapacity: true) }

    @inline(__always)
    mutating func push(_ candidate: Candidate) {
        items.append(candidate)
        var index = items.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard candidate < items[parent] else { break }
            items[index] = items[parent]
            index = parent
        }
        items[index] = candidate
    }

    @inline(__always)
    mutating func pop() -> Candidate? {
        guard let first = items.first, let last = items.popLast() else { return nil }
        guard !items.isEmpty else { return first }
        var index = 0
        while 2 * index + 1 < items.count {
            var child = 2 * index + 1
            if child + 1 < items.count, items[child + 1] < items[child] { child += 1 }
            guard items[child] < last else { break }
            items[index] = items[child]
            index = child
        }
        items[index] = last
        return first
    }
}
