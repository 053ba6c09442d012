// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The lines that tokenizers are compared on: seeded draws from `lines.json`, as in `lines.py`
/// beside it.
struct GeneratedLines: Decodable {
    struct Kind: Decodable {
        let name: String
        let atoms: UInt64
        let sources: [String]
    }

    struct Source: Decodable {
        let strings: [String]?
        let `repeat`: UInt64?
        let ranges: [[UInt32]]?
        let run: UInt64?
    }

    let seed: UInt64
    let lines: Int
    let kinds: [Kind]
    let sources: [String: Source]

    static let all: [String] = {
        do {
            let file = TokenizerFixtures.folder.appending(path: "lines.json")
            let plan = try JSONDecoder().decode(GeneratedLines.self, from: Data(contentsOf: file))
            return plan.make()
        } catch {
            return []
        }
    }()

    private func make() -> [String] {
        var random = SplitMix64(state: seed)
        return (0..<lines).map { index in
            let kind = kinds[index % kinds.count]
            let atoms = 1 + random.below(kind.atoms)
            var line = ""
            for _ in 0..<atoms {
                let name = kind.sources[Int(random.below(UInt64(kind.sources.count)))]
                if let source = sources[name] { line += source.atom(&random) }
            }
            return line
        }
    }
}

extension GeneratedLines.Source {
    fileprivate func atom(_ random: inout SplitMix64) -> String {
        if let ranges {
            let range = ranges[Int(random.below(UInt64(ranges.count)))]
            var scalars = String.UnicodeScalarView()
            for _ in 0..<(1 + random.below(run ?? 1)) {
                let value = range[0] + UInt32(random.below(UInt64(range[1] - range[0] + 1)))
                if let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
            }
            return String(scalars)
        }
        let strings = strings ?? []
        let text = strings[Int(random.below(UInt64(strings.count)))]
        guard let times = self.repeat else { return text }
        return String(repeating: text, count: 1 + Int(random.below(times)))
    }
}

struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func below(_ count: UInt64) -> UInt64 { next() % count }
}
