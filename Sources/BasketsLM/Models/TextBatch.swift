// SPDX-License-Identifier: Apache-2.0
import BasketsTensor

/// Texts one behind the other, without padding. A beginning that all of them share may stand once, as
/// a text of its own before them, whose keys each of them sees. N tokens stand there in all.
struct TextBatch {
    /// Token ids, int32 [N].
    let tokens: Tensor
    /// Tokens of the shared beginning; 0: none.
    let shared: Int
    /// Number of tokens of each text, its beginning included.
    let lengths: [Int]
    /// Place behind the last token of each text's own part.
    let ends: [Int32]

    /// - Parameter shared: leading tokens that all texts have in common and that stand once; each
    ///   text is longer.
    init(_ texts: [[Int32]], shared: Int = 0) throws {
        var flat = Array((texts.first ?? []).prefix(shared))
        var ends: [Int32] = []
        for text in texts {
            flat += text.dropFirst(shared)
            ends.append(Int32(flat.count))
        }
        self.shared = shared
        self.ends = ends
        lengths = texts.map(\.count)
        tokens = try Tensor(flat, shape: [flat.count])
    }

    /// Most leading tokens that these texts have in common, so that each has one of its own behind
    /// them; 0 where it is not worth standing apart.
    static func sharedBeginning(_ texts: [[Int32]]) -> Int {
        guard let first = texts.first else { return 0 }
        var count = first.count - 1
        for text in texts.dropFirst() {
            count = min(count, text.count - 1)
            count = (0..<max(0, count)).first { text[$0] != first[$0] } ?? count
        }
        return count < 8 ? 0 : count
    }

    /// Where a token of a text stands.
    func place(_ text: Int, _ position: Int) -> Int32 {
        position < shared ? Int32(position) : ends[text] - Int32(lengths[text] - position)
    }

    /// Tokens of the longest text.
    var longest: Int { lengths.max() ?? 0 }

    /// Position of each token in its own text, [N].
    var positions: [Int32] {
        (0..<Int32(shared)) + lengths.flatMap { Int32(shared)..<Int32($0) }
    }

    /// Place behind the last token of the beginning, where there is one, and of each text.
    var partEnds: [Int32] { (shared > 0 ? [Int32(shared)] : []) + ends }

    func span(causal: Bool = true) -> TextSpan {
        let keys = (shared > 0 ? [shared] : []) + lengths
        let keyEnds = keys.indices.map { index in Int32(keys[...index].reduce(0, +)) }
        return TextSpan(queryEnds: partEnds, keyEnds: keyEnds, causal: causal)
    }

    /// The place of each key in the order of the span's texts [S]; nil: as they stand.
    func keyPlaces() throws -> Tensor? {
        guard shared > 0 else { return nil }
        let own = lengths.indices.flatMap { text in (0..<lengths[text]).map { place(text, $0) } }
        let places = (0..<Int32(shared)) + own
        return try Tensor(places, shape: [places.count])
    }
}
