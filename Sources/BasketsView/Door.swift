// SPDX-License-Identifier: Apache-2.0

/// Who may come in: whoever has the random token, by one of the machine's own names.
struct Door: Sendable {
    enum Decision: Equatable {
        case enter
        /// The token stood in the address: it moves to a cookie.
        case welcome
        case refuse(String)
    }

    /// A name of its own, so that viewers of two runs do not take each other's cookie.
    let cookieName: String
    let token: String

    /// A door with a new token of 256 random bits.
    static func new() -> Door {
        var random = SystemRandomNumberGenerator()
        let words = (0..<5).map { _ in
            String(UInt64.random(in: 1 << 60 ... .max, using: &random), radix: 16)
        }
        return Door(cookieName: "baskets-\(words[0].prefix(8))", token: words[1...].joined())
    }

    var cookie: String { "\(cookieName)=\(token); Path=/; HttpOnly; SameSite=Strict" }

    /// - Parameters:
    ///   - host: the Host header. Any name but the machine's own is refused, so that no page
    ///     elsewhere can reach the viewer under a name that it controls.
    ///   - origin: the Origin header; nil where the browser sends none.
    ///   - cookies: the Cookie header.
    ///   - token: the token in the address.
    func decide(host: String?, origin: String?, cookies: String?, token: String?) -> Decision {
        guard let host, Self.isOwn(host) else { return .refuse("This address is not served.") }
        if let origin, origin != "http://\(host)" { return .refuse("Sent from another page.") }
        if let token { return isToken(token) ? .welcome : .refuse("The token is another one.") }
        let values = (cookies ?? "").split(separator: ";").compactMap { cookie -> String? in
            let parts = cookie.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].drop(while: { $0 == " " }) == cookieName else {
                return nil
            }
            return String(parts[1])
        }
        return values.contains(where: isToken)
            ? .enter : .refuse("Open the whole address that `baskets view` printed.")
    }

    private static func isOwn(_ host: String) -> Bool {
        let parts = host.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.count < 2 || UInt16(parts[1]) != nil else { return false }
        return parts[0] == "127.0.0.1" || parts[0] == "localhost"
    }

    /// Takes the same time wherever the first difference lies.
    private func isToken(_ candidate: String) -> Bool {
        let (own, other) = (Array(token.utf8), Array(candidate.utf8))
        guard own.count == other.count else { return false }
        return zip(own, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
