// SPDX-License-Identifier: Apache-2.0

/// 16-bit numbers as 32-bit ones, by whole number arithmetic: `Float16` is missing on Intel Macs, and
/// a call per number without hardware help elsewhere. Exact, subnormal numbers and infinities too.
@inline(__always)
func widened(half bits: UInt16) -> Float {
    let exponentMask: UInt32 = 0x7C00 << 13
    var wide = UInt32(bits & 0x7FFF) << 13
    let exponent = wide & exponentMask
    wide &+= (127 - 15) << 23
    if exponent == exponentMask { wide &+= (128 - 16) << 23 }  // infinity, not a number
    if exponent == 0 {  // zero, subnormal: let the subtraction normalize it
        wide = (Float(bitPattern: wide &+ (1 << 23)) - Float(bitPattern: 113 << 23)).bitPattern
    }
    return Float(bitPattern: wide | UInt32(bits & 0x8000) << 16)
}

/// bfloat16 is the upper half of a float32.
@inline(__always)
func widened(bfloat bits: UInt16) -> Float {
    Float(bitPattern: UInt32(bits) << 16)
}

extension UnsafeRawPointer {
    /// A 16-bit number at any place.
    @inline(__always)
    func bits16(_ offset: Int) -> UInt16 {
        UInt16(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    @inline(__always)
    func bits32(_ offset: Int) -> UInt32 {
        UInt32(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    @inline(__always)
    func half(_ offset: Int) -> Float { widened(half: bits16(offset)) }

    @inline(__always)
    func byte(_ offset: Int) -> UInt8 { load(fromByteOffset: offset, as: UInt8.self) }
}
