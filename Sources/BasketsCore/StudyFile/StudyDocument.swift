// SPDX-License-Identifier: Apache-2.0
import Yams

/// The YAML of a study file, parsed with care: it may come from a stranger.
struct StudyDocument {
    /// Larger files are refused; a study of a hundred sources has 20 kB.
    static let mostBytes = 256 * 1024
    /// More are refused before parsing: nested aliases grow without bound.
    static let mostAliases = 20

    let root: Node.Mapping
    /// Keys given twice; all but one were renamed for the parser's sake.
    let duplicates: Duplicates

    /// - Throws: `StudyError` with one fault when the text is no YAML mapping that we read.
    init(
        _ text: String, file: String,
        remedy: String = "Begin with `study: NAME`; Studies/quickstart.yaml is an example."
    ) throws {
        if let fault = Self.refusal(text) { throw StudyError(file: file, faults: [fault]) }
        do {
            (root, duplicates) = try Self.parse(text, remedy)
        } catch let fault as StudyError.Fault {
            throw StudyError(file: file, faults: [fault])
        }
    }

    private static func refusal(_ text: String) -> StudyError.Fault? {
        if text.utf8.count > mostBytes {
            return StudyError.Fault(
                line: nil, key: "", "is \(text.utf8.count) bytes long; \(mostBytes) is the limit.",
                remedy: "Put questions and answers into files of their own.")
        }
        let words = text.split { " \t\r\n,[]{}".contains($0) }
        let anchors = Set(words.filter { $0.hasPrefix("&") }.map { $0.dropFirst() })
        let aliases = words.count { $0.hasPrefix("*") && anchors.contains($0.dropFirst()) }
        guard aliases > mostAliases else { return nil }
        return .anchor(line: nil, "has \(aliases) aliases (*name).")
    }

    /// Keys that appear twice in one mapping make the parser stop at the first pair. One key of the
    /// pair is renamed and the text parsed again, so that all faults come in one list.
    private static func parse(
        _ text: String, _ remedy: String
    ) throws -> (Node.Mapping, Duplicates) {
        var duplicates = Duplicates(text)
        while true {
            do {
                // Nodes hold their anchors weakly: the parser keeps them until all are looked at.
                let parser = try Parser(yaml: duplicates.text)
                let node = try parser.singleRoot()
                return try withExtendedLifetime(parser) {
                    if let line = node.flatMap(anchorLine) {
                        throw StudyError.Fault.anchor(line: line, "has an anchor (&name).")
                    }
                    return (try mapping(node, remedy), duplicates)
                }
            } catch let YamlError.duplicatedKeysInMapping(keys, context) {
                guard duplicates.rename(keys, at: context.mark) else {
                    throw StudyError.Fault(
                        line: context.mark.line, key: keys.sorted().joined(separator: ", "),
                        "is given twice.", remedy: "Keep one.")
                }
            } catch let error as YamlError {
                throw fault(error)
            }
        }
    }

    private static func mapping(_ node: Node?, _ remedy: String) throws -> Node.Mapping {
        guard let mapping = node?.mapping else {
            throw StudyError.Fault(
                line: node?.mark?.line, key: "", "holds no keys.", remedy: remedy)
        }
        return mapping
    }

    /// Line of the first anchored node. What an alias repeats is anchored itself, so that the
    /// search never walks into it.
    private static func anchorLine(_ node: Node) -> Int? {
        if node.anchor != nil { return node.mark?.line ?? 0 }
        if let mapping = node.mapping {
            return mapping.lazy.compactMap { anchorLine($0.key) ?? anchorLine($0.value) }.first
        }
        return node.sequence?.lazy.compactMap(anchorLine).first
    }

    private static func fault(_ error: YamlError) -> StudyError.Fault {
        let remedy = "Check indents, colons and quotes there."
        switch error {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let text = [context?.text, problem].compactMap { $0 }.joined(separator: ", ")
            return .init(
                line: mark.line, key: "", "is not readable as YAML (\(text)).", remedy: remedy)
        case .reader(let problem, _, _, _):
            return .init(
                line: nil, key: "", "is not readable as YAML (\(problem)).", remedy: remedy)
        default:
            return .init(line: nil, key: "", "is not readable as YAML.", remedy: remedy)
        }
    }
}

extension StudyError.Fault: Error {
    static func anchor(line: Int?, _ finding: String) -> Self {
        Self(
            line: line, key: "", finding,
            remedy: "Write the value out: study files have no anchors and aliases.")
    }
}

/// Keys given twice, and the text in which all but one bear another name.
struct Duplicates {
    private static let prefix = "given-twice-"
    private(set) var text: String
    private var count = 0

    init(_ text: String) { self.text = text }

    /// The key that a renamed key had, or nil for any other.
    func original(_ key: String) -> String? {
        guard count > 0, key.hasPrefix(Self.prefix) else { return nil }
        let rest = key.dropFirst(Self.prefix.count)
        return rest.firstIndex(of: "-").map { String(rest[rest.index(after: $0)...]) }
    }

    /// Renames the key that stands at a place; false where none of the keys does.
    mutating func rename(_ keys: [String], at mark: Mark) -> Bool {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard count < 100, lines.indices.contains(mark.line - 1) else { return false }
        let line = lines[mark.line - 1]
        var place = line.unicodeScalars.index(
            line.startIndex, offsetBy: mark.column - 1, limitedBy: line.endIndex)
        if let start = place, start < line.endIndex, "\"'".contains(line[start]) {
            place = line.index(after: start)
        }
        guard let place, keys.contains(where: { line[place...].hasPrefix($0) }) else {
            return false
        }
        lines[mark.line - 1].insert(contentsOf: "\(Self.prefix)\(count)-", at: place)
        text = lines.joined(separator: "\n")
        count += 1
        return true
    }
}
