// SPDX-License-Identifier: Apache-2.0

/// A value of a JSON text, as it stands there.
package enum JSONValue: Sendable, Hashable {
    case null
    case flag(Bool)
    /// A number without point and exponent that fits.
    case integer(Int)
    case real(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    package var object: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }

    package var list: [JSONValue]? {
        if case .list(let items) = self { items } else { nil }
    }

    package var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    package var integer: Int? {
        if case .integer(let number) = self { number } else { nil }
    }

    package var real: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .real(let number): number
        default: nil
        }
    }

    package var flag: Bool? {
        if case .flag(let flag) = self { flag } else { nil }
    }

    package var isNull: Bool { self == .null }

    /// What it is, for an error that shows it: short, whatever it holds.
    var described: String {
        switch self {
        case .null: "null"
        case .flag(let flag): "\(flag)"
        case .integer(let number): "\(number)"
        case .real(let number): "\(number)"
        case .text(let text): "'\(text.prefix(40))'"
        case .list(let items): "a list of \(items.count)"
        case .object(let members): "an object of \(members.count)"
        }
    }
}
