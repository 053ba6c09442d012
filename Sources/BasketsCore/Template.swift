// SPDX-License-Identifier: Apache-2.0

/// A text with placeholders such as `{instruction}`: words in braces, and no code.
public enum Template {
    /// Puts values in place of placeholders in one pass: what a value says is not looked at again.
    /// Other braces stay as they are.
    public static func fill(_ text: String, _ values: [String: String]) -> String {
        pieces(text).map { piece in
            switch piece {
            case .text(let text): text
            case .placeholder(let name): values[name] ?? "{\(name)}"
            }
        }.joined()
    }

    /// Names of the placeholders, in order.
    static func placeholders(_ text: String) -> [String] {
        pieces(text).compactMap { piece in
            guard case .placeholder(let name) = piece else { return nil }
            return name
        }
    }

    private enum Piece {
        case text(String)
        case placeholder(String)
    }

    /// A placeholder is a word of small letters and hyphens between braces.
    private static func pieces(_ text: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            let name = rest[rest.index(after: open)...].prefix {
                $0 == "-" || ("a"..."z").contains($0)
            }
            let isClosed = name.endIndex < rest.endIndex && rest[name.endIndex] == "}"
            guard isClosed, !name.isEmpty else {
                pieces.append(.text(String(rest[...open])))
                rest = rest[rest.index(after: open)...]
                continue
            }
            pieces.append(.text(String(rest[..<open])))
            pieces.append(.placeholder(String(name)))
            rest = rest[rest.index(after: name.endIndex)...]
        }
        return pieces + [.text(String(rest))]
    }
}
