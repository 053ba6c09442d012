// SPDX-License-Identifier: Apache-2.0

/// An SVG in the making. Colours and fonts come from the page's style sheet by class.
struct Drawing {
    enum Anchor: String {
        case start, middle, end
    }

    let width: Double
    var height: Double
    private(set) var body = ""

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    mutating func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ className: String
    ) {
        let d = "M\(Self.number(x1)) \(Self.number(y1))L\(Self.number(x2)) \(Self.number(y2))"
        body += "<path class=\"\(className)\" d=\"\(d)\"/>\n"
    }

    mutating func path(_ d: String, _ className: String, _ style: SeriesStyle? = nil) {
        body += "<path class=\"\(className)\(Self.colour(style))\" d=\"\(d)\"/>\n"
    }

    mutating func band(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ className: String
    ) {
        guard width > 0 else { return }
        body += "<rect class=\"\(className)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\""
        body += " width=\"\(Self.number(width))\" height=\"\(Self.number(height))\"/>\n"
    }

    mutating func marker(_ style: SeriesStyle, _ x: Double, _ y: Double, size: Double = 5) {
        let className = style.isFilled ? "mark" : "mark open"
        path(style.outline(x, y, size: size), className, style)
    }

    mutating func text(
        _ words: String, _ x: Double, _ y: Double, _ className: String = "label",
        anchor: Anchor = .start
    ) {
        let place = "x=\"\(Self.number(x))\" y=\"\(Self.number(y))\""
        let side = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
        body += "<text class=\"\(className)\" \(place)\(side)>"
        body += "\(words.visibleLine.htmlEscaped)</text>\n"
    }

    /// `words` cut to `room`, with an ellipsis and the whole as a tooltip where it does not fit.
    mutating func fitted(
        _ words: String, room: Double, _ x: Double, _ y: Double, _ className: String = "label",
        anchor: Anchor = .start
    ) {
        shortened(
            words, TextWidth.fit(words.visibleLine, room), x, y, className, anchor: anchor)
    }

    /// Height of a line of a title.
    static let lineHeight = 15.0

    /// `words` in lines of at most `room`, the first at `y`; the whole as a tooltip where they are cut.
    mutating func wrapped(
        _ words: String, room: Double, most: Int = 2, _ x: Double, _ y: Double,
        _ className: String = "label"
    ) {
        let lines = TextWidth.lines(words, room, most: most)
        let isWhole = lines.joined(separator: " ") == words.visibleLine
        if !isWhole { body += "<g><title>\(words.visibleLine.htmlEscaped)</title>" }
        for (number, line) in lines.enumerated() {
            text(line, x, y + Double(number) * Self.lineHeight, className)
        }
        if !isWhole { body += "</g>\n" }
    }

    /// `short` in place of `words`, with these as a tooltip where they are more.
    mutating func shortened(
        _ words: String, _ short: String, _ x: Double, _ y: Double, _ className: String = "label",
        anchor: Anchor = .start
    ) {
        let line = words.visibleLine
        guard short != line else { return text(line, x, y, className, anchor: anchor) }
        body += "<g><title>\(line.htmlEscaped)</title>"
        text(short, x, y, className, anchor: anchor)
        body += "</g>\n"
    }

    /// The drawing as an `svg` element.
    /// - Parameter className: "wide" or "narrow": the style sheet shows one of the two.
    func rendered(id: String, className: String, title: String, description: String) -> String {
        let box = "0 0 \(Self.number(width)) \(Self.number(height))"
        return """
            <svg class="\(className)" viewBox="\(box)" role="img" \
            aria-labelledby="\(id)-t \(id)-d"><title id="\(id)-t">\(title.htmlEscaped)</title>\
            <desc id="\(id)-d">\(description.htmlEscaped)</desc>
            \(body)</svg>

            """
    }

    /// Path data through points.
    static func path(_ points: [(Double, Double)], closed: Bool = false) -> String {
        var out = ""
        for (index, point) in points.enumerated() {
            out += (index == 0 ? "M" : "L") + number(point.0) + " " + number(point.1)
        }
        return out + (closed ? "Z" : "")
    }

    /// A coordinate with one decimal at most.
    static func number(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e7 else { return "0" }
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let rest = abs(tenths) % 10
        return sign + String(abs(tenths) / 10) + (rest == 0 ? "" : ".\(rest)")
    }

    private static func colour(_ style: SeriesStyle?) -> String {
        style.map { " k\($0.colour)" } ?? ""
    }
}

extension Drawing {
    /// A filled square around a point, whose size tells a number.
    mutating func square(_ x: Double, _ y: Double, side: Double) {
        let half = side / 2
        guard half > 0 else { return }
        let corners = [
            (x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half),
        ]
        path(Drawing.path(corners, closed: true), "density", .numbered(0))
    }
}
