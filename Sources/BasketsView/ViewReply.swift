// SPDX-License-Identifier: Apache-2.0

/// What a browser gets.
struct ViewReply: Sendable {
    enum Kind: String {
        case html = "text/html; charset=utf-8"
        case text = "text/plain; charset=utf-8"
        case style = "text/css; charset=utf-8"
        case script = "text/javascript; charset=utf-8"
    }

    let status: Int
    let kind: Kind
    let body: String
    /// True for the report, which carries its style inside.
    var hasOwnStyle = false
    /// Where to go instead.
    var place: String?

    init(_ status: Int = 200, _ kind: Kind = .html, _ body: String) {
        self.status = status
        self.kind = kind
        self.body = body
    }

    static func goTo(_ place: String) -> ViewReply {
        var reply = ViewReply(303, .text, "")
        reply.place = place
        return reply
    }
}
