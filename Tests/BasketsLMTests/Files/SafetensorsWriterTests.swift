// SPDX-License-Identifier: Apache-2.0
import BasketsLM
import Foundation
import Testing

@Suite struct SafetensorsWriterTests {
    private static let tensors: [SafetensorsWriter.Tensor] = [
        .init(name: "é \"quoted\"\\\n", shape: [], values: [0.1]),
        .init(name: "layer.2.weight", shape: [2], values: [1, -1]),
        .init(name: "layer.10.weight", shape: [2, 3], values: [0, 1, 2, 3, 4, 5]),
    ]

    /// The same tensors by PyPI's safetensors give the same bytes.
    @Test func writesTheBytesOfTheReference() throws {
        try FilesReference.withTemporaryFolder { folder in
            let url = folder.appending(path: "one.safetensors")
            try SafetensorsWriter.write(Self.tensors, metadata: ["format": "pt"], to: url)
            #expect(
                try Data(contentsOf: url)
                    == FilesReference.data("safetensors/written.safetensors"))
        }
    }

    @Test func readsBackWhatItWroteWhateverTheOrder() throws {
        try FilesReference.withTemporaryFolder { folder in
            let metadata = ["b": "2", "a": "\u{1} tab\t", "c": "3"]
            let (one, other) = (folder.appending(path: "one"), folder.appending(path: "other"))
            try SafetensorsWriter.write(Self.tensors, metadata: metadata, to: one)
            try SafetensorsWriter.write(Self.tensors.reversed(), metadata: metadata, to: other)
            #expect(try Data(contentsOf: one) == Data(contentsOf: other))
            let file = try SafetensorsFile(one)
            #expect(file.metadata == metadata)
            for tensor in Self.tensors {
                #expect(file.shape(of: tensor.name) == tensor.shape)
                #expect(try file.floats(tensor.name) == tensor.values)
            }
        }
    }

    @Test func replacesAFileAndLeavesNothingBeside() throws {
        try FilesReference.withTemporaryFolder { folder in
            let url = folder.appending(path: "one.safetensors")
            try SafetensorsWriter.write(Self.tensors, to: url)
            try SafetensorsWriter.write([Self.tensors[1]], to: url)
            #expect(try SafetensorsFile(url).names == ["layer.2.weight"])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
        }
    }

    @Test func refusesWhatDoesNotFitAndLeavesTheOldFile() throws {
        try FilesReference.withTemporaryFolder { folder in
            let url = folder.appending(path: "one.safetensors")
            try SafetensorsWriter.write(Self.tensors, to: url)
            let wrong: [[SafetensorsWriter.Tensor]] = [
                [.init(name: "a", shape: [3], values: [1, 2])],
                [.init(name: "a", shape: [-1, -2], values: [1, 2])],
                [.init(name: "a", shape: [.max, 4], values: [1, 2])],
                [
                    .init(name: "a", shape: [1], values: [1]),
                    .init(name: "a", shape: [1], values: [1]),
                ],
                [.init(name: "__metadata__", shape: [1], values: [1])],
            ]
            for tensors in wrong {
                let error = lmError { try SafetensorsWriter.write(tensors, to: url) }
                #expect(error?.code == .badInput)
            }
            #expect(try SafetensorsFile(url).names.count == 3)
            let nowhere = folder.appending(path: "none/one.safetensors")
            #expect(throws: (any Error).self) {
                try SafetensorsWriter.write(Self.tensors, to: nowhere)
            }
        }
    }
}
