// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Expected numbers from established implementations; the scripts stand beside the files.
enum Reference {
    static func load<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
        let file = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/Reference/Metrics/\(name).json")
        return try JSONDecoder().decode(Value.self, from: Data(contentsOf: file))
    }

    /// A set of `lexical.json`.
    struct LexicalSet: Decodable, Sendable {
        let name: String
        let texts: [String]
        let words: [Int]
        let selfBLEU: [Double]
        let selfBLEUPerText: [[Double]]
        let mtldOfJoined: Double
        /// Windows of 25, 50 and 5 words.
        let mattr: [Double?]
        /// n of 1, 2 and 3.
        let entropy: [Double?]
        /// n of 4 and 8.
        let longRepetition: [Double?]
        let distinct: [Double?]
    }

    /// A set of `semantic.json`.
    struct VectorCase: Decodable, Sendable {
        let vectors: [[Float]]
        let meanCosineDistance: Double
        let nearest: Double
        let vendi: Double
        let gram: [Double]
        let eigenvalues: [Double]
    }

    static func lexicalSets() throws -> [LexicalSet] {
        try load("lexical", as: [LexicalSet].self)
    }
}

/// Whether two numbers differ by at most a share of the larger, or by at most as much near 0.
func isClose(_ first: Double, _ second: Double, within tolerance: Double = 1e-9) -> Bool {
    if first == second { return true }
    return (first - second).magnitude
        <= tolerance * max(1, first.magnitude, second.magnitude)
}

/// Whether two numbers differ by at most a share of the larger, however small they are.
func agree(_ first: Double, _ second: Double, relative tolerance: Double) -> Bool {
    first == second
        || (first - second).magnitude <= tolerance * max(first.magnitude, second.magnitude)
}
