// SPDX-License-Identifier: Apache-2.0

/// Blocks of 32 weights with one scale d and, in the `_1` types, one minimum m, both 16-bit.
///
/// Bits of weight i and of weight i + 16 share byte i of the quants; the fifth bits stand in a 32-bit
/// word. Products and sums are rounded one by one, as gguf's reference does, so that results are equal
/// to the bit. Source: gguf 0.19, `quants.py`.
enum SmallBlocks {
    /// d (q - 8): d at 0, quants at 2.
    @inline(__always)
    static func q4_0(_ block: UnsafeRawPointer, _ out: UnsafeMutablePointer<Float>) {
        let d = block.half(0)
        for i in 0..<16 {
            let byte = Int32(block.byte(2 &+ i))
            out[i] = d * Float((byte & 15) &- 8)
            out[i &+ 16] = d * Float((byte &>> 4) &- 8)
        }
    }

    /// d q + m: d at 0, m at 2, quants at 4.
    @inline(__always)
    static func q4_1(_ block: UnsafeRawPointer, _ out: UnsafeMutablePointer<Float>) {
        let d = block.half(0)
        let m = block.half(2)
        for i in 0..<16 {
            let byte = Int32(block.byte(4 &+ i))
            out[i] = d * Float(byte & 15) + m
            out[i &+ 16] = d * Float(byte &>> 4) + m
        }
    }

    /// d (q - 16): d at 0, fifth bits at 2, quants at 6.
    @inline(__always)
    static func q5_0(_ block: UnsafeRawPointer, _ out: UnsafeMutablePointer<Float>) {
        let d = block.half(0)
        let fifth = block.bits32(2)
        for i in 0..<16 {
            let byte = Int32(block.byte(6 &+ i))
            let shift = UInt32(truncatingIfNeeded: i)
            let low = Int32(truncatingIfNeeded: (fifth &>> shift) & 1) &<< 4
            let high = Int32(truncatingIfNeeded: (fifth &>> (shift &+ 16)) & 1) &<< 4
            out[i] = d * Float(((byte & 15) | low) &- 16)
            out[i &+ 16] = d * Float(((byte &>> 4) | high) &- 16)
        }
    }

    /// d q + m: d at 0, m at 2, fifth bits at 4, quants at 8.
    @inline(__always)
    static func q5_1(_ block: UnsafeRawPointer, _ out: UnsafeMutablePointer<Float>) {
        let d = block.half(0)
        let m = block.half(2)
        let fifth = block.bits32(4)
        for i in 0..<16 {
            let byte = Int32(block.byte(8 &+ i))
            let shift = UInt32(truncatingIfNeeded: i)
            let low = Int32(truncatingIfNeeded: (fifth &>> shift) & 1) &<< 4
            let high = Int32(truncatingIfNeeded: (fifth &>> (shift &+ 16)) & 1) &<< 4
            out[i] = d * Float((byte & 15) | low) + m
            out[i &+ 16] = d * Float((byte &>> 4) | high) + m
        }
    }

    /// d q: d at 0, signed bytes at 2.
    @inline(__always)
    static func q8_0(_ block: UnsafeRawPointer, _ out: UnsafeMutablePointer<Float>) {
        let d = block.half(0)
        for i in 0..<32 {
            out[i] = d * Float(Int32(Int8(bitPattern: block.byte(2 &+ i))))
        }
    }
}
