// SPDX-License-Identifier: Apache-2.0

/// Types of numbers in a safetensors file. All sizes are known, so that the header can be checked;
/// not all are read.
enum SafetensorsType: String, Sendable {
    case bool = "BOOL"
    case u8 = "U8"
    case i8 = "I8"
    case f8e5m2 = "F8_E5M2"
    case f8e4m3 = "F8_E4M3"
    case f8e8m0 = "F8_E8M0"
    case i16 = "I16"
    case u16 = "U16"
    case f16 = "F16"
    case bf16 = "BF16"
    case i32 = "I32"
    case u32 = "U32"
    case f32 = "F32"
    case f64 = "F64"
    case i64 = "I64"
    case u64 = "U64"
    case c64 = "C64"

    /// In bytes.
    var size: Int {
        switch self {
        case .bool, .u8, .i8, .f8e5m2, .f8e4m3, .f8e8m0: 1
        case .i16, .u16, .f16, .bf16: 2
        case .i32, .u32, .f32: 4
        case .f64, .i64, .u64, .c64: 8
        }
    }

    /// How it is read as weights; nil: not at all.
    var weights: WeightType? {
        switch self {
        case .f32: .f32
        case .f16: .f16
        case .bf16: .bf16
        default: nil
        }
    }
}

/// Where a tensor of a safetensors file lies and how it is stored.
struct SafetensorsEntry: Sendable {
    let shape: [Int]
    let type: SafetensorsType
    /// Bytes from the start of the file.
    let range: Range<Int>
}
