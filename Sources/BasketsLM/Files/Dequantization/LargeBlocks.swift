// SPDX-License-Identifier: Apache-2.0

/// The K types: blocks of 256 weights in parts with scales of their own, which a 16-bit number of the
/// block scales in turn. Source: gguf 0.19, `quants.py`; rounding as there, equal to the bit.
enum LargeBlocks {
    /// d s q - dmin m in eight parts of 32: d at 0, dmin at 2, scales and minima at 4, quants at 16.
    @inline(__always)
    static func q4_K(_ block: UnsafeRawPointer, _ out: BlockCodes) {
        scalesAndMinima(block, out)
        for pair in 0..<4 {
            let quants = block + (16 &+ pair &* 32)
            let target = out.codes + pair &* 64
            for i in 0..<32 {
                let byte = quants.byte(i)
                target[i] = byte & 15
                target[i &+ 32] = byte &>> 4
            }
        }
    }

    /// As q4_K, with fifth bits at 16 (bit p of byte i belongs to weight i of part p), quants at 48.
    @inline(__always)
    static func q5_K(_ block: UnsafeRawPointer, _ out: BlockCodes) {
        scalesAndMinima(block, out)
        for pair in 0..<4 {
            let quants = block + (48 &+ pair &* 32)
            let target = out.codes + pair &* 64
            let shift = UInt8(truncatingIfNeeded: 2 &* pair)
            for i in 0..<32 {
                let byte = quants.byte(i)
                let bits = block.byte(16 &+ i) &>> shift
                target[i] = (byte & 15) | (bits & 1) &<< 4
                target[i &+ 32] = (byte &>> 4) | (bits & 2) &<< 3
            }
        }
    }

    @inline(__always)
    private static func scalesAndMinima(_ block: UnsafeRawPointer, _ out: BlockCodes) {
        let d = block.half(0)
        let dmin = block.half(2)
        for part in 0..<8 {
            let (scale, minimum) = scaleAndMinimum(block + 4, part)
            out.set(2 * part..<2 * part + 2, scale: d * scale, least: -(dmin * minimum))
        }
    }

    /// Six bits each of scale and minimum of part j (0..<8) out of 12 bytes: the first four parts in
    /// the lower bits of bytes j and j + 4; the others' lower four bits in byte j + 4, their upper two
    /// in the upper bits of bytes j - 4 and j.
    @inline(__always)
    private static func scaleAndMinimum(_ scales: UnsafeRawPointer, _ j: Int) -> (Float, Float) {
        let scale: Int32
        let minimum: Int32
        if j < 4 {
            scale = Int32(scales.byte(j)) & 63
            minimum = Int32(scales.byte(j &+ 4)) & 63
        } else {
            let low = Int32(scales.byte(j &+ 4))
            scale = (low & 15) | (Int32(scales.byte(j &- 4)) &>> 2) & 0x30
            minimum = (low &>> 4) | (Int32(scales.byte(j)) &>> 2) & 0x30
        }
        return (Float(scale), Float(minimum))
    }

    /// d s (q - 32) in sixteen parts of 16: lower four bits at 0, upper two at 128, signed scales at
    /// 192, d at 208. Each half of 128 weights takes 64 bytes of lower and 32 of upper bits.
    @inline(__always)
    static func q6_K(_ block: UnsafeRawPointer, _ out: BlockCodes) {
        let d = block.half(208)
        for part in 0..<16 {
            let half = part / 8
            let run = (part % 8) / 2  // which 32 weights of the half
            let side = (part % 2) &* 16  // which 16 of those
            let lower = block + (half &* 64 &+ (run % 2) &* 32 &+ side)
            let upper = block + (128 &+ half &* 32 &+ side)
            let lowerShift = UInt8(truncatingIfNeeded: (run / 2) &* 4)
            let upperShift = UInt8(truncatingIfNeeded: run &* 2)
            let scale = Float(Int32(Int8(bitPattern: block.byte(192 &+ part))))
            out.set(part..<part + 1, scale: d * scale, least: -0.0)
            let target = out.codes + part &* 16
            for i in 0..<16 {
                let low = (lower.byte(i) &>> lowerShift) & 15
                let high = ((upper.byte(i) &>> upperShift) & 3) &<< 4
                target[i] = low | high
            }
        }
    }
}
