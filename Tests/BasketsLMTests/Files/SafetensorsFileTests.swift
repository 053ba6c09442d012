// SPDX-License-Identifier: Apache-2.0
@testable import BasketsLM
import Foundation
import Testing

@Suite struct SafetensorsFileTests {
    /// The numbers that `make_safetensors.py` put in: 65504 is the largest half, 1e-7 rounds.
    @Test func readsWhatTheReferenceWrote() throws {
        let file = try SafetensorsFile(FilesReference.url("safetensors/types.safetensors"))
        #expect(file.metadata == ["format": "pt"])
        #expect(
            file.names == ["bf16", "empty", "f16", "f32", "f64", "flags", "i32", "i64", "scalar"])
        #expect(file.shape(of: "f32") == [2, 3])
        #expect(sameBits(try file.floats("f32"), [0, -0.0, 1.5, -2.25, 1e-7, 65504]))
        // 1e-7 as a half: 2 x 2^-24. 65504 as a bfloat16: 2^16.
        #expect(sameBits(try file.floats("f16"), [0, -0.0, 1.5, -2.25, 0x1p-23, 65504]))
        let b = try file.floats("bf16")
        #expect(sameBits(Array(b[..<4]), [0, -0.0, 1.5, -2.25]))
        #expect(b[5] == 65536)
        #expect(try file.integers("i64") == [-5, 1 << 40])
        #expect(try file.integers("i32") == [7, -7])
        #expect(file.shape(of: "scalar") == [])
        #expect(try file.floats("scalar") == [2.5])
        #expect(file.shape(of: "empty") == [0, 3])
        #expect(try file.floats("empty").isEmpty)
    }

    @Test func saysWhatItDoesNotRead() throws {
        let file = try SafetensorsFile(FilesReference.url("safetensors/types.safetensors"))
        #expect(lmError { _ = try file.floats("f64") }?.finding == "tensor 'f64' holds F64.")
        #expect(lmError { _ = try file.floats("i64") }?.code == .unsupported)
        #expect(lmError { _ = try file.integers("f32") }?.code == .unsupported)
        #expect(lmError { _ = try file.floats("none") }?.code == .badInput)
    }

    struct Broken: CustomTestStringConvertible {
        let testDescription: String
        let header: String
        var dataCount = 8
        var code = LMError.Code.brokenFile
        let offset: Int
        let finding: String
    }

    // The data begin at 8 + the length of the header.
    static let broken: [Broken] = [
        Broken(
            testDescription: "no object", header: "[]", offset: 8,
            finding: "expected '{', the start of the header."),
        Broken(
            testDescription: "text behind the header", header: "{} x", dataCount: 0, offset: 11,
            finding: "not JSON: expected the end of the text, found byte 120."),
        Broken(
            testDescription: "metadata of numbers", header: #"{"__metadata__":{"a":1}}"#,
            dataCount: 0, offset: 8,
            finding: "the header has 1 in __metadata__; expected texts."),
        Broken(
            testDescription: "no type", header: #"{"t":{"shape":[2],"data_offsets":[0,8]}}"#,
            offset: 8,
            finding: "the header has no dtype, shape and two data_offsets for tensor 't'."),
        Broken(
            testDescription: "type that is not known",
            header: #"{"t":{"dtype":"F9","shape":[2],"data_offsets":[0,8]}}"#, code: .unsupported,
            offset: 8, finding: "tensor 't' has type 'F9'."),
        Broken(
            testDescription: "size that does not fit the shape",
            header: #"{"t":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, offset: 8,
            finding:
                "the header has data_offsets for tensor 't' that do not fit its shape and type."),
        Broken(
            testDescription: "negative shape",
            header: #"{"t":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}"#, offset: 8,
            finding:
                "the header has data_offsets for tensor 't' that do not fit its shape and type."),
        Broken(
            testDescription: "product too large",
            header: #"{"t":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#,
            offset: 8,
            finding:
                "the header has data_offsets for tensor 't' that do not fit its shape and type."),
        Broken(
            testDescription: "end before begin",
            header: #"{"t":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, offset: 8,
            finding:
                "the header has data_offsets for tensor 't' that do not fit its shape and type."),
        Broken(
            testDescription: "hole",
            header: #"{"t":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, offset: 66,
            finding: "tensor 't' was expected at byte 62: tensors leave no hole and do not overlap."
        ),
        Broken(
            testDescription: "overlap",
            header:
                #"{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"u":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            offset: 119,
            finding:
                "tensor 'u' was expected at byte 123: tensors leave no hole and do not overlap."),
        Broken(
            testDescription: "past the end",
            header: #"{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, dataCount: 4,
            offset: 70, finding: "the tensors end here, and the file has 66 bytes."),
        Broken(
            testDescription: "name twice",
            header:
                #"{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
            offset: 8, finding: "has the name 't' twice."),
    ]

    @Test(arguments: broken) func namesFilePlaceAndWhatWasExpected(_ broken: Broken) {
        let error = lmError { _ = try Self.file(broken.header, dataCount: broken.dataCount) }
        #expect(error?.code == broken.code)
        #expect(error?.item == "made.safetensors")
        #expect(error?.offset == broken.offset)
        #expect(error?.finding == broken.finding)
    }

    @Test func refusesAHeaderLongerThanTheFile() throws {
        for length: UInt64 in [3, 1 << 24 + 1, .max] {
            let data = withUnsafeBytes(of: length.littleEndian) { Data($0) } + Data("{}".utf8)
            let error = lmError { _ = try SafetensorsFile(MappedFile(data, path: "long")) }
            #expect(error?.code == .brokenFile)
            #expect(error?.offset == 0)
        }
    }

    static func file(_ header: String, dataCount: Int) throws -> SafetensorsFile {
        var data = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
        data.append(contentsOf: Array(header.utf8))
        data.append(Data(count: dataCount))
        return try SafetensorsFile(MappedFile(data, path: "made.safetensors"))
    }
}
