// SPDX-License-Identifier: Apache-2.0

/// Code lengths of a Huffman code with a longest length, for counted symbols.
///
/// Port of zlib 1.2.13 `build_tree` and `gen_bitlen`, ties and all: the lengths themselves are sent
/// in a block, so another code of the same cost would give another size.
struct HuffmanLengths {
    /// Per symbol: bits of its code, 0 for none.
    private(set) var lengths: [Int]
    /// The counts; two symbols at least have a code, counted as 0 where they never came.
    let counts: [Int]
    /// The last symbol with a code.
    let lastSymbol: Int

    init(_ counts: [Int], most: Int) {
        self.counts = counts
        var weights = counts
        var leaves = counts.indices.filter { counts[$0] > 0 }
        var last = leaves.last ?? -1
        while leaves.count < 2 {
            let forced = last < 2 ? last + 1 : 0
            if last < 2 { last += 1 }
            weights[forced] = 1
            leaves.append(forced)
        }
        lastSymbol = last
        lengths = Array(repeating: 0, count: counts.count)
        var tree = HuffmanTree(weights, leaves: leaves)
        for (symbol, length) in tree.lengths(most: most) { lengths[symbol] = length }
    }

    /// Bits of all symbols with their extra bits.
    ///
    /// - Parameters:
    ///   - base: the first symbol with extra bits.
    ///   - extra: extra bits by symbol, from the base.
    ///   - other: lengths to be used instead of these.
    func cost(base: Int, extra: [Int], lengths other: [Int]? = nil) -> Int {
        counts.indices.reduce(0) { total, symbol in
            let more = symbol >= base ? extra[symbol - base] : 0
            return total + counts[symbol] * ((other ?? lengths)[symbol] + more)
        }
    }
}

/// The heap and the tree that zlib builds codes with; nodes above the symbols are inner ones.
private struct HuffmanTree {
    private var weights: [Int]
    private var depths: [Int]
    private var parents: [Int]
    private var heap: [Int]  // from 1, smallest first
    private let symbolCount: Int

    init(_ weights: [Int], leaves: [Int]) {
        symbolCount = weights.count
        self.weights = weights
        depths = Array(repeating: 0, count: weights.count)
        parents = Array(repeating: 0, count: weights.count)
        heap = [0] + leaves
        for place in stride(from: leaves.count / 2, through: 1, by: -1) { sink(place) }
    }

    /// Length of each symbol that has one.
    mutating func lengths(most: Int) -> [(symbol: Int, length: Int)] {
        let order = join()
        var found = [Int](repeating: 0, count: weights.count)
        var counts = [Int](repeating: 0, count: most + 1)
        var overflow = 0
        for node in order.dropFirst() {  // parents stand before their children
            var length = found[parents[node]] + 1
            if length > most {
                length = most
                overflow += 1
            }
            found[node] = length
            if node < symbolCount { counts[length] += 1 }
        }
        if overflow > 0 { shorten(&counts, by: overflow, most: most) }
        var symbols = order.reversed().filter { $0 < symbolCount }.makeIterator()
        guard overflow > 0 else { return symbols.map { ($0, found[$0]) } }
        var result: [(symbol: Int, length: Int)] = []
        for length in stride(from: most, to: 0, by: -1) {
            for _ in 0..<counts[length] {
                if let symbol = symbols.next() { result.append((symbol, length)) }
            }
        }
        return result
    }

    /// Joins the two smallest until one is left; the nodes from the root down.
    private mutating func join() -> [Int] {
        var removed: [Int] = []
        while heap.count > 2 {
            let first = heap[1]
            heap[1] = heap[heap.count - 1]
            heap.removeLast()
            sink(1)
            let second = heap[1]
            removed += [first, second]
            let node = weights.count
            weights.append(weights[first] + weights[second])
            depths.append(max(depths[first], depths[second]) + 1)
            parents.append(0)
            parents[first] = node
            parents[second] = node
            heap[1] = node
            sink(1)
        }
        return (removed + [heap[1]]).reversed()
    }

    private func isSmaller(_ first: Int, _ second: Int) -> Bool {
        weights[first] < weights[second]
            || weights[first] == weights[second] && depths[first] <= depths[second]
    }

    private mutating func sink(_ start: Int) {
        var place = start
        let node = heap[start]
        while place * 2 < heap.count {
            var child = place * 2
            if child + 1 < heap.count, isSmaller(heap[child + 1], heap[child]) { child += 1 }
            if isSmaller(node, heap[child]) { break }
            heap[place] = heap[child]
            place = child
        }
        heap[place] = node
    }

    /// Moves codes that are too long under shorter ones.
    private func shorten(_ counts: inout [Int], by overflow: Int, most: Int) {
        var overflow = overflow
        while overflow > 0 {
            var length = most - 1
            while counts[length] == 0 { length -= 1 }
            counts[length] -= 1
            counts[length + 1] += 2
            counts[most] -= 1
            overflow -= 2
        }
    }
}
