// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation

/// Reads the sets of prompts that a study names, from assets and files on this machine.
struct LocalPrompts {
    let plan: RobustnessPlan
    /// Where an asset or a path of the study leads.
    let locate: (String) throws -> URL
    /// Hashes of an asset's files; nil for what is no asset.
    let hashes: (String) -> String?

    var source: PromptSource { PromptSource(fingerprint: fingerprint, read: read) }

    private func fingerprint() throws -> String {
        try plan.sources.map { name in
            try "\(name) \(hashes(name) ?? hash(locate(name)))"
        }.joined(separator: "\n")
    }

    /// Of a file, or of a folder with all its folders.
    private func hash(_ place: URL) throws -> String {
        let inside = FileManager.default.subpaths(atPath: place.path) ?? []
        let folders = inside.sorted().map { place.appending(path: $0) }.filter(\.isFolder)
        return try ([place] + folders).map { try ModelLibrary.hash($0) }.joined(separator: " ")
    }

    private func read() async throws -> PromptSets {
        var sets = PromptSets()
        if let plain = plan.plain { sets.plain = try await requests(plain.from) }
        if let jailbreak = plan.jailbreak {
            sets.jailbreak = try await requests(jailbreak.from)
            sets.templates = try jailbreak.templatesFrom.map(templates)
        }
        if plan.wild != nil {
            sets.wild = try WildPrompts.read(locate(RobustnessPlan.wildPrompts))
        }
        return sets
    }

    private func requests(_ name: String) async throws -> UnsafeRequests {
        switch name {
        case RobustnessPlan.requests: try UnsafeRequests.doNotAnswer(locate(name))
        case RobustnessPlan.moreRequests: try UnsafeRequests.seeds(locate(name))
        default: try await UnsafeRequests.file(locate(name))
        }
    }

    private func templates(_ name: String) throws -> JailbreakTemplates {
        name == RobustnessPlan.wildPrompts
            ? try WildPrompts.read(locate(name)) : try TemplateFiles.read(locate(name))
    }
}

extension URL {
    fileprivate var isFolder: Bool {
        (try? resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
    }
}
