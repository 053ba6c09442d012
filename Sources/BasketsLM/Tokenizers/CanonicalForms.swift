// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Unicode's canonical forms NFD and NFC, as the reference has them: of Unicode 9.
///
/// Foundation gives the decomposition of single scalars, which no later version changes; order and
/// composition are done here, because Foundation's composition takes U+11C3 for a Hangul final, and
/// because marks newer than Unicode 9 stand still in the reference.
struct CanonicalForms: Sendable {
    static let shared = CanonicalForms()

    /// Full decompositions; Hangul syllables are worked out instead.
    private var decompositions: [Unicode.Scalar: [Unicode.Scalar]] = [:]
    private var compositions: [Pair: Unicode.Scalar] = [:]
    /// Scalars of the Basic Multilingual Plane that NFC may change or move.
    private var isUnstable: [Bool]

    private struct Pair: Hashable {
        let first: Unicode.Scalar
        let second: Unicode.Scalar
    }

    /// Where scalars with a decomposition stand.
    private static let composites: [ClosedRange<UInt32>] = [
        0xc0...0x30ff, 0xf900...0xfb4f, 0x11080...0x115ff, 0x1d150...0x1d1cf, 0x2f800...0x2fa1f,
    ]

    private init() {
        isUnstable = (UInt32(0)..<0x10000).map { value in
            Unicode.Scalar(value).map { Self.order($0) != 0 } ?? false
        }
        var excluded: Set<Unicode.Scalar> = []
        for scalar in Self.composites.joined().compactMap(Unicode.Scalar.init)
        where Self.isKnown(scalar) {
            let text = String(Character(scalar))
            let parts = Array(text.decomposedStringWithCanonicalMapping.unicodeScalars)
            guard parts != [scalar] else { continue }
            decompositions[scalar] = parts
            if !text.precomposedStringWithCanonicalMapping.unicodeScalars.elementsEqual([scalar]) {
                excluded.insert(scalar)
                markUnstable(scalar)
            }
        }
        for scalar in (UInt32(0x1161)...0x11c2).compactMap(Unicode.Scalar.init) {
            markUnstable(scalar)
        }
        addCompositions(without: excluded)
    }

    private mutating func markUnstable(_ scalar: Unicode.Scalar) {
        if scalar.value < 0x10000 { isUnstable[Int(scalar.value)] = true }
    }

    /// A composite is its last part put on the composition of the parts before.
    private mutating func addCompositions(without excluded: Set<Unicode.Scalar>) {
        for (scalar, parts) in decompositions.sorted(by: { $0.value.count < $1.value.count })
        where parts.count > 1 && !excluded.contains(scalar) {
            var first = parts[0]
            for part in parts[1..<(parts.count - 1)] {
                first = compositions[Pair(first: first, second: part)] ?? first
            }
            let last = parts[parts.count - 1]
            compositions[Pair(first: first, second: last)] = scalar
            markUnstable(last)
        }
    }

    /// The canonical combining class; 0 for starters.
    private static func order(_ scalar: Unicode.Scalar) -> UInt8 {
        let order = scalar.properties.canonicalCombiningClass.rawValue
        return order != 0 && isKnown(scalar) ? order : 0
    }

    private static func isKnown(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.age.map { $0.major <= 9 } ?? false
    }

    /// NFD.
    func decomposed(_ scalars: some Sequence<Unicode.Scalar>) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        for scalar in scalars {
            if scalar.value < 0xc0 {
                result.append(scalar)
            } else if let parts = Hangul.decomposed(scalar) ?? decompositions[scalar] {
                result += parts
            } else {
                result.append(scalar)
            }
        }
        Self.reorder(&result)
        return result
    }

    /// Puts the marks after each starter in the order of their classes, equal ones as they stand.
    private static func reorder(_ scalars: inout [Unicode.Scalar]) {
        var marks: [(order: UInt8, scalar: Unicode.Scalar)] = []
        var start = 0
        func settle(_ scalars: inout [Unicode.Scalar]) {
            guard marks.count > 1 else { return }
            // `sort` of the standard library is stable.
            marks.sort { $0.order < $1.order }
            for (index, mark) in marks.enumerated() { scalars[start + index] = mark.scalar }
        }
        for index in scalars.indices {
            let order = scalars[index].value < 0x300 ? 0 : order(scalars[index])
            if order == 0 {
                settle(&scalars)
                marks.removeAll(keepingCapacity: true)
                start = index + 1
            } else {
                marks.append((order, scalars[index]))
            }
        }
        settle(&scalars)
    }

    /// NFC.
    func composed(_ scalars: some Sequence<Unicode.Scalar>) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var starter: Int?
        var lastOrder: UInt8 = 0
        for scalar in decomposed(scalars) {
            let order = Self.order(scalar)
            // A mark reaches the starter if nothing between them has its class or a higher one.
            if let place = starter, place == result.count - 1 || lastOrder < order,
                let merged = composition(result[place], scalar)
            {
                result[place] = merged
                continue
            }
            if order == 0 { starter = result.count }
            lastOrder = order
            result.append(scalar)
        }
        return result
    }

    private func composition(
        _ first: Unicode.Scalar, _ second: Unicode.Scalar
    ) -> Unicode.Scalar? {
        Hangul.composition(first, second) ?? compositions[Pair(first: first, second: second)]
    }

    /// NFC of UTF-8 known to be valid; nil if it is in that form already.
    func composed(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard mayChange(bytes) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for scalar in composed(text.unicodeScalars) {
            result += Array(UTF8.encode(scalar) ?? .init())
        }
        return result
    }

    private func mayChange(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let text = UTF8Text(bytes)
        var index = 0
        while index < bytes.count {
            // Below 0xcc begin the scalars before U+0300.
            if bytes[index] < 0xcc {
                index += 1
                continue
            }
            let (value, length) = text.scalar(at: index)
            if value >= 0x10000 || isUnstable[Int(value)] { return true }
            index += length
        }
        return false
    }
}

/// The arithmetic of Hangul syllables (The Unicode Standard, section 3.12).
private enum Hangul {
    static func decomposed(_ scalar: Unicode.Scalar) -> [Unicode.Scalar]? {
        guard (0xac00...0xd7a3).contains(scalar.value) else { return nil }
        let index = scalar.value - 0xac00
        let parts = [0x1100 + index / 588, 0x1161 + index % 588 / 28, 0x11a7 + index % 28]
        return parts.prefix(index % 28 == 0 ? 2 : 3).compactMap(Unicode.Scalar.init)
    }

    static func composition(
        _ first: Unicode.Scalar, _ second: Unicode.Scalar
    ) -> Unicode.Scalar? {
        switch (first.value, second.value) {
        case (0x1100...0x1112, 0x1161...0x1175):
            let leading = first.value - 0x1100
            return Unicode.Scalar(0xac00 + (leading * 21 + second.value - 0x1161) * 28)
        case (0xac00...0xd7a3, 0x11a8...0x11c2) where (first.value - 0xac00) % 28 == 0:
            return Unicode.Scalar(first.value + second.value - 0x11a7)
        default: return nil
        }
    }
}
