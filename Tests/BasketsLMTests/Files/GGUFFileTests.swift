// SPDX-License-Identifier: Apache-2.0
@testable import BasketsLM
import Foundation
import Testing

@Suite struct GGUFFileTests {
    /// Values are those that `make_models.py` put in.
    @Test func readsEveryTypeOfValue() throws {
        let file = try GGUFFile(FilesReference.url("models/values.gguf"))
        let expected: [String: GGUFValue] = [
            "a.uint8": .integer(255), "a.int8": .integer(-128), "a.uint16": .integer(65535),
            "a.int16": .integer(-32768), "a.uint32": .integer(4_294_967_295),
            "a.int32": .integer(-2_147_483_648), "a.uint64": .unsigned(.max),
            "a.int64": .integer(.min), "a.float32": .real(Double(Float(0.1))),
            "a.float64": .real(0.1), "a.bool": .flag(true), "a.string": .text("naïve 語 🧺"),
            "a.texts": .texts(["", "é", "two words"]), "a.integers": .integers([1, -2, 3]),
            "a.reals": .reals([0.5, -0.25]), "a.flags": .flags([true, false]),
            "general.architecture": .text("none"), "general.alignment": .integer(64),
        ]
        #expect(file.metadata == expected)
        #expect(file.version == 3)
        #expect(file.alignment == 64)
    }

    @Test func readsTensorsRowMajor() throws {
        let file = try GGUFFile(FilesReference.url("models/values.gguf"))
        #expect(file.names == ["one", "two"])
        #expect(file.shape(of: "one") == [2, 3])
        #expect(try file.floats("one") == [0, 1, 2, 3, 4, 5])
        #expect(try file.floats("two") == [-1.5])
        #expect(file.shape(of: "three") == nil)
        #expect(lmError { _ = try file.floats("three") }?.code == .badInput)
    }

    /// Version 2 differs from 3 in nothing that we read.
    @Test func readsVersion2() throws {
        var data = try FilesReference.data("models/values.gguf")
        data[4] = 2
        let file = try GGUFFile(MappedFile(data, path: "two.gguf"))
        #expect(file.version == 2)
        #expect(try file.floats("two") == [-1.5])
    }

    @Test func saysWhatIsNotThere() {
        let error = lmError { _ = try GGUFFile(URL(filePath: "/nowhere/model.gguf")) }
        #expect(error?.code == .notFound)
        #expect(error?.item == "/nowhere/model.gguf")
        #expect(lmError { _ = try GGUFFile(URL(filePath: "/dev/zero")) }?.code == .notFound)
    }

    @Test func refusesAnEmptyFileOnDisk() throws {
        try FilesReference.withTemporaryFolder { folder in
            let url = folder.appending(path: "empty.gguf")
            try Data().write(to: url)
            #expect(lmError { _ = try GGUFFile(url) }?.offset == 0)
            #expect(lmError { _ = try SafetensorsFile(url) }?.offset == 0)
            #expect(lmError { _ = try GGUFFile(folder) }?.code == .notFound)
        }
    }

    struct Broken: CustomTestStringConvertible {
        let testDescription: String
        let bytes: GGUFBytes
        let code: LMError.Code
        let offset: Int
        let finding: String
    }

    // Places: magic 0, version 4, tensor count 8, entry count 16, the first entry or tensor 24. With
    // the key "k" its type stands at 24 + 8 + 1 = 33, its value at 37.
    static let broken: [Broken] = [
        Broken(
            testDescription: "empty", bytes: GGUFBytes(), code: .brokenFile, offset: 0,
            finding: "expected 'GGUF', the mark of the format, of 4 bytes, and 0 are left."),
        Broken(
            testDescription: "another format", bytes: .start(magic: "GGML"), code: .brokenFile,
            offset: 0, finding: "expected 'GGUF', the mark of the format."),
        Broken(
            testDescription: "version 1", bytes: .start(version: 1), code: .unsupported, offset: 4,
            finding: "has version 1 of the format; expected 2 or 3."),
        Broken(
            testDescription: "big-endian", bytes: .start(version: 0x0300_0000), code: .unsupported,
            offset: 4, finding: "is written for big-endian machines."),
        Broken(
            testDescription: "huge tensor count", bytes: .start(tensors: .max), code: .brokenFile,
            offset: 8,
            finding: "says it has 18446744073709551615 tensors, and 8 bytes are left for them."),
        Broken(
            testDescription: "huge entry count", bytes: .start(entries: 1 << 40), code: .brokenFile,
            offset: 16,
            finding: "says it has 1099511627776 entries of metadata, and 0 bytes are left for them."
        ),
        Broken(
            testDescription: "key longer than the file",
            bytes: .start(entries: 1).number(UInt64(1) << 60).raw([1, 2, 3, 4, 5]),
            code: .brokenFile,
            offset: 24,
            finding:
                "says it has 1152921504606846976 bytes in a key of the metadata, and 5 bytes are "
                + "left for them."),
        Broken(
            testDescription: "key not in UTF-8",
            bytes: .start(entries: 1).number(UInt64(2)).raw([0xC3, 0x28, 0, 0, 0, 0, 0]),
            code: .brokenFile, offset: 32, finding: "expected a key of the metadata in UTF-8."),
        Broken(
            testDescription: "empty key", bytes: .start(entries: 1).entry("", type: 0).raw([1]),
            code: .brokenFile, offset: 24, finding: "expected a key of 1 to 65535 bytes."),
        Broken(
            testDescription: "unknown type",
            bytes: .start(entries: 1).entry("k", type: 13).raw([1]),
            code: .brokenFile, offset: 33,
            finding: "expected the type of 'k', from 0 to 12, and found 13."),
        Broken(
            testDescription: "a truth value of 2",
            bytes: .start(entries: 1).entry("k", type: 7).raw([2]), code: .brokenFile, offset: 37,
            finding: "expected 0 or 1 for 'k', and found 2."),
        Broken(
            testDescription: "value cut short",
            bytes: .start(entries: 1).entry("k", type: 10).raw([1, 2, 3]), code: .brokenFile,
            offset: 37, finding: "expected 'k' of 8 bytes, and 3 are left."),
        Broken(
            testDescription: "array of arrays",
            bytes: .start(entries: 1).entry("k", type: 9).number(UInt32(9)).number(UInt64(0)),
            code: .unsupported, offset: 37, finding: "'k' is an array of arrays."),
        Broken(
            testDescription: "huge array",
            bytes: .start(entries: 1).entry("k", type: 9).number(UInt32(8)).number(UInt64(1) << 61),
            code: .brokenFile, offset: 41,
            finding: "says it has 2305843009213693952 items in 'k', and 0 bytes are left for them."),
        Broken(
            testDescription: "key twice",
            bytes: .start(entries: 2).entry("k", type: 0).raw([1]).entry("k", type: 0).raw([1]),
            code: .brokenFile, offset: 38, finding: "has the key 'k' twice."),
        Broken(
            testDescription: "alignment of 3",
            bytes: .start(entries: 1).entry("general.alignment", type: 4).number(UInt32(3)),
            code: .brokenFile, offset: 57,
            finding: "has a general.alignment of integer(3); expected a power of two up to 1048576."
        ),
        Broken(
            testDescription: "no dimensions",
            bytes: .start(tensors: 1).tensor("t", dimensions: []).weights(32), code: .brokenFile,
            offset: 33, finding: "tensor 't' has 0 dimensions; expected 1 to 4."),
        Broken(
            testDescription: "five dimensions",
            bytes: .start(tensors: 1).tensor("t", dimensions: [1, 1, 1, 1, 1]).weights(32),
            code: .brokenFile, offset: 33, finding: "tensor 't' has 5 dimensions; expected 1 to 4."),
        Broken(
            testDescription: "negative dimension",
            bytes: .start(tensors: 1).tensor("t", dimensions: [.max]).weights(32),
            code: .brokenFile,
            offset: 37,
            finding:
                "tensor 't' has a dimension of 18446744073709551615; expected 1 or more, and a "
                + "product that is a number of weights."),
        Broken(
            testDescription: "no weights",
            bytes: .start(tensors: 1).tensor("t", dimensions: [0]).weights(32), code: .brokenFile,
            offset: 37,
            finding: "tensor 't' has a dimension of 0; expected 1 or more, and a product that is a "
                + "number of weights."),
        Broken(
            testDescription: "product too large",
            bytes: .start(tensors: 1).tensor("t", dimensions: [1 << 40, 1 << 40]).weights(32),
            code: .brokenFile, offset: 45,
            finding:
                "tensor 't' has a dimension of 1099511627776; expected 1 or more, and a product "
                + "that is a number of weights."),
        Broken(
            testDescription: "bytes too many",
            bytes: .start(tensors: 1).tensor("t", dimensions: [1 << 62]).weights(32),
            code: .brokenFile, offset: 24,
            finding:
                "tensor 't' has rows of 4611686018427387904 weights; expected a multiple of 1, "
                + "and bytes that can be counted, as f32 needs."),
        Broken(
            testDescription: "row of half a block",
            bytes: .start(tensors: 1).tensor("t", dimensions: [16, 2], type: 2).weights(32),
            code: .brokenFile, offset: 24,
            finding:
                "tensor 't' has rows of 16 weights; expected a multiple of 32, and bytes that can "
                + "be counted, as q4_0 needs."),
        Broken(
            testDescription: "type that is not read",
            bytes: .start(tensors: 1).tensor("t", dimensions: [256], type: 10).weights(84),
            code: .unsupported, offset: 45, finding: "tensor 't' is stored as Q2_K."),
        Broken(
            testDescription: "type that is not known",
            bytes: .start(tensors: 1).tensor("t", dimensions: [256], type: 99).weights(84),
            code: .brokenFile, offset: 45,
            finding: "tensor 't' has type 99, which GGML does not know."),
        Broken(
            testDescription: "past the end",
            bytes: .start(tensors: 1).tensor("t", dimensions: [8], offset: 32).weights(32),
            code: .brokenFile, offset: 24,
            finding: "tensor 't' needs 32 bytes at 32 of the data, which has 32."),
        Broken(
            testDescription: "far past the end",
            bytes: .start(tensors: 1).tensor("t", dimensions: [8], offset: .max - 31).weights(32),
            code: .brokenFile, offset: 24,
            finding: "tensor 't' needs 32 bytes at 18446744073709551584 of the data, which has 32."),
        Broken(
            testDescription: "not aligned",
            bytes: .start(tensors: 1).tensor("t", dimensions: [8], offset: 4).weights(64),
            code: .brokenFile, offset: 24,
            finding: "tensor 't' lies at 4 of the data; expected a multiple of 32."),
        Broken(
            testDescription: "tensor twice",
            bytes: .start(tensors: 2).tensor("t", dimensions: [8])
                .tensor("t", dimensions: [8], offset: 32).weights(64),
            code: .brokenFile, offset: 57, finding: "has the tensor 't' twice."),
        Broken(
            testDescription: "overlap",
            bytes: .start(tensors: 2).tensor("t", dimensions: [16])
                .tensor("u", dimensions: [8], offset: 32).weights(64),
            code: .brokenFile, offset: 128, finding: "tensors 't' and 'u' overlap."),
    ]

    @Test(arguments: broken) func namesFilePlaceAndWhatWasExpected(_ broken: Broken) {
        let error = lmError { _ = try broken.bytes.file() }
        #expect(error?.code == broken.code)
        #expect(error?.item == "made.gguf")
        #expect(error?.offset == broken.offset)
        #expect(error?.finding == broken.finding)
        #expect(error?.remedy != nil)
    }

    @Test func readsWhatTheBrokenOnesAreMadeFrom() throws {
        let file = try GGUFBytes.start(tensors: 2).tensor("t", dimensions: [4, 2])
            .tensor("u", dimensions: [8], offset: 32).weights(64).file()
        #expect(file.shape(of: "t") == [2, 4])
        #expect(try file.floats("u") == [Float](repeating: 0, count: 8))
    }
}
