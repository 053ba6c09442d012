// SPDX-License-Identifier: Apache-2.0
package import Foundation
import Yams

/// Templates of the asset `jailbreak-templates`: YAML files with a text in which `{{ prompt }}`
/// stands for the request.
package enum TemplateFiles {
    /// Changes with the way of reading and checking.
    package static let method = "template files v1"
    /// Larger files are left out.
    static let mostBytes = 256 * 1024

    /// Reads all `.yaml` files under a folder. A file that cannot be filled with a request alone is
    /// left out and counted: one with other slots, with loops, of another kind than text.
    ///
    /// - Throws: `QuestionError` when there is no such file.
    package static func read(_ folder: URL) throws -> JailbreakTemplates {
        let paths = (FileManager.default.subpaths(atPath: folder.path) ?? [])
            .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
        guard !paths.isEmpty else {
            throw QuestionError(
                .unreadable, file: folder.lastPathComponent, "holds no .yaml file.",
                remedy: "Run `baskets fetch jailbreak-templates`.")
        }
        var templates: [JailbreakTemplate] = []
        var leftOut: [String: Int] = [:]
        for path in paths {
            let name = String(path[..<(path.lastIndex(of: ".") ?? path.endIndex)])
            switch template(folder.appending(path: path), name: name) {
            case .success(let template): templates.append(template)
            case .failure(let why): leftOut[why.rawValue, default: 0] += 1
            }
        }
        return JailbreakTemplates(templates: templates, leftOut: leftOut)
    }

    enum Fault: String, Error {
        case large = "larger than 256 kB"
        case unreadable = "not readable as YAML"
        case noText = "without a text"
        case otherSlots = "with other slots than the request's"
        case noSlot = "without a slot for the request"
    }

    private static func template(
        _ file: URL, name: String
    ) -> Result<JailbreakTemplate, Fault> {
        guard let data = FileManager.default.contents(atPath: file.path) else {
            return .failure(.unreadable)
        }
        guard data.count <= mostBytes else { return .failure(.large) }
        guard let text = String(data: data, encoding: .utf8),
            let fields = (try? Yams.compose(yaml: text))?.mapping
        else { return .failure(.unreadable) }
        let kind = fields["data_type"]?.scalar?.string ?? "text"
        guard kind == "text", let value = fields["value"]?.scalar?.string else {
            return .failure(.noText)
        }
        let slots = fields["parameters"]?.sequence?.compactMap { $0.scalar?.string } ?? []
        guard slots == ["prompt"] else { return .failure(.otherSlots) }
        return parts(of: value).map { JailbreakTemplate(name: name, parts: $0) }
    }

    /// The text around `{{ prompt }}`, with any spaces inside the braces.
    static func parts(of text: String) -> Result<[String], Fault> {
        let parts = text.split(separator: /\{\{\s*prompt\s*\}\}/, omittingEmptySubsequences: false)
            .map(String.init)
        guard parts.allSatisfy({ !$0.contains("{{") && !$0.contains("{%") }) else {
            return .failure(.otherSlots)
        }
        return parts.count > 1 ? .success(parts) : .failure(.noSlot)
    }
}
