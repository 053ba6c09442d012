// SPDX-License-Identifier: Apache-2.0

/// Blocks of 32 weights with one scale d and, in the `_1` types, one minimum m, both 16-bit.
///
/// Bits of weight i and of weight i + 16 share byte i of the quants; the fifth bits stand in a 32-bit
/// word. A type without a minimum has least number -0, which leaves the sign of a zero alone.
/// Source: gguf 0.19, `quants.py`.
enum SmallBlocks {
    /// d (q - 8): d at 0, quants at 2.
    @inline(__always)
    static func q4_0(_ block: UnsafeRawPointer, _ out: BlockCodes) {
        out.set(0..<2, scale: block.half(0), least: -0.0)
        halves(block + 2, out)
    }

    /// d q + m: d at 0, m at 2, quants at 4.
    @inline(__always)
    static func q4_1(_ block: UnsafeRawPointer, _ out: BlockCodes) {
        out.set(0..<2, scale: block.half(0), least: block.half(2))
        halves(block + 4, out)
    }

    /// d (q - 16): d at 0, fifth bits at 2, quants at 6.
    @inline(__always)
    static func q5_0(_ block: UnsafeRawPointer, _ out: BlockCodes) {
        out.set(0..<2, scale: block.half(0), least: -0.0)
        halves(block + 6, fifth: block.bits32(2), out)
    }

    /// d q + m: d at 0, m at 2, fifth bits at 4, quants at 8.
    @inline(__always)
    static func q5_1(_ block: UnsafeRawPointer, _ out: BlockCodes) {
        out.set(0..<2, scale: block.half(0), least: block.half(2))
        halves(block + 8, fifth: block.bits32(4), out)
    }

    /// d q: d at 0, signed bytes at 2; code q + 128.
    @inline(__always)
    static func q8_0(_ block: UnsafeRawPointer, _ out: BlockCodes) {
        out.set(0..<2, scale: block.half(0), least: -0.0)
        for i in 0..<32 { out.codes[i] = block.byte(2 &+ i) ^ 0x80 }
    }

    @inline(__always)
    private static func halves(
        _ quants: UnsafeRawPointer, fifth: UInt32 = 0, _ out: BlockCodes
    ) {
        for i in 0..<16 {
            let byte = quants.byte(i)
            let shift = UInt32(truncatingIfNeeded: i)
            let low = UInt8(truncatingIfNeeded: (fifth &>> shift) & 1) &<< 4
            let high = UInt8(truncatingIfNeeded: (fifth &>> (shift &+ 16)) & 1) &<< 4
            out.codes[i] = (byte & 15) | low
            out.codes[i &+ 16] = (byte &>> 4) | high
        }
    }
}
