// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Numbers of a reference implementation: a JSON description and a file of little-endian float32.
struct ReferencePack {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Fixtures/Reference").standardized

    let json: [String: Any]
    private let values: [Float]

    /// - Parameter name: path under the reference folder without its ending: "Models/Tiny/llama".
    init(_ name: String) throws {
        let base = Self.folder.appending(path: name)
        let data = try Data(contentsOf: base.appendingPathExtension("json"))
        json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let bytes = (try? Data(contentsOf: base.appendingPathExtension("bin"))) ?? Data()
        values = bytes.withUnsafeBytes { raw in
            (0..<raw.count / 4).map {
                Float(
                    bitPattern: UInt32(
                        littleEndian: raw.loadUnaligned(
                            fromByteOffset: $0 * 4, as: UInt32.self)))
            }
        }
    }

    /// Numbers that `{"offset", "shape"}` points to.
    func floats(_ place: Any?) throws -> [Float] {
        let place = try #require(place as? [String: Any])
        let offset = try #require(place["offset"] as? Int)
        let shape = try #require(place["shape"] as? [Int])
        return Array(values[offset..<offset + shape.reduce(1, *)])
    }

    func objects(_ key: String) throws -> [[String: Any]] {
        try #require(json[key] as? [[String: Any]])
    }
}

extension [String: Any] {
    func tokens(_ key: String = "tokens") throws -> [Int32] {
        try #require(self[key] as? [Int]).map(Int32.init)
    }

    func number(_ key: String) throws -> Double {
        try #require(self[key] as? NSNumber).doubleValue
    }

    func text(_ key: String) throws -> String { try #require(self[key] as? String) }
}

/// Largest |a - b| over the largest |b|.
func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
    guard a.count == b.count else { return .infinity }
    let top = b.map(abs).max() ?? 1
    return (zip(a, b).map { abs($0 - $1) }.max() ?? .infinity) / top
}

/// Fetched assets, by the folder that `make fetch` fills.
enum Asset {
    /// `BASKETS_CACHE`, or `.cache/baskets` in `HOME`, as the command has it.
    static let cache: URL = {
        let environment = ProcessInfo.processInfo.environment
        if let path = environment["BASKETS_CACHE"], !path.isEmpty { return URL(filePath: path) }
        let home = environment["HOME"].map { URL(filePath: $0) } ?? .homeDirectory
        return home.appending(path: ".cache/baskets")
    }()

    static func url(_ path: String) -> URL { cache.appending(path: path) }

    static let smollm2 = url("smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf")
    static let gemma3 = url("gemma-3-270m/gemma-3-270m-q4_k_m.gguf")
    static let miniLM = url("all-minilm-l6-v2")
}
