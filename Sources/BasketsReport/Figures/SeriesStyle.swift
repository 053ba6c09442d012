// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Colour and marker of a condition, the same in every figure and table of a report.
///
/// The marker alone tells conditions apart, so nothing is lost in grey or to a colour-blind reader.
struct SeriesStyle: Hashable {
    enum Shape: CaseIterable {
        case circle, square, triangle, diamond, wedge, plus, pentagon
    }

    /// 0 is the grey of vanilla, 1 to 8 the palette of the style sheet.
    let colour: Int
    let shape: Shape
    let isFilled: Bool

    static let vanilla = SeriesStyle(colour: 0, shape: .circle, isFilled: false)

    /// By cell name; cells of one condition share a style.
    static func byCell(_ cells: [ReportCell]) -> [String: SeriesStyle] {
        var byLabel: [String: SeriesStyle] = [:]
        var tuned = 0
        for cell in cells where byLabel[cell.label] == nil {
            byLabel[cell.label] = cell.kind == .vanilla ? .vanilla : numbered(tuned)
            if cell.kind != .vanilla { tuned += 1 }
        }
        return Dictionary(
            cells.map { ($0.name, byLabel[$0.label] ?? .vanilla) }, uniquingKeysWith: { a, _ in a })
    }

    /// The style of the tuned condition, or the source, of this number.
    static func numbered(_ index: Int) -> SeriesStyle {
        let shapes = Shape.allCases
        return SeriesStyle(
            colour: index % 8 + 1, shape: shapes[(index + 1) % shapes.count],
            isFilled: index / 8 % 2 == 0)
    }

    /// The outline around (x, y); `size` is about half the width.
    func outline(_ x: Double, _ y: Double, size r: Double) -> String {
        switch shape {
        case .circle: Self.polygon(x, y, r * 0.95, sides: 20, turn: 0)
        case .square: Self.polygon(x, y, r * 1.2, sides: 4, turn: 0.5)
        case .triangle: Self.polygon(x, y + r * 0.15, r * 1.25, sides: 3, turn: 0)
        case .diamond: Self.polygon(x, y, r * 1.25, sides: 4, turn: 0)
        case .wedge: Self.polygon(x, y - r * 0.15, r * 1.25, sides: 3, turn: 0.5)
        case .pentagon: Self.polygon(x, y, r * 1.1, sides: 5, turn: 0)
        case .plus: Self.plus(x, y, r * 1.1, r * 0.4)
        }
    }

    /// A regular polygon with a corner on top; `turn` is a share of one side.
    private static func polygon(
        _ x: Double, _ y: Double, _ r: Double, sides: Int, turn: Double
    ) -> String {
        let points = (0..<sides).map { corner in
            let angle = 2 * Double.pi * (Double(corner) + turn) / Double(sides)
            return (x + r * sin(angle), y - r * cos(angle))
        }
        return Drawing.path(points, closed: true)
    }

    private static func plus(_ x: Double, _ y: Double, _ r: Double, _ w: Double) -> String {
        let corners = [
            (-w, -r), (w, -r), (w, -w), (r, -w), (r, w), (w, w), (w, r), (-w, r), (-w, w), (-r, w),
            (-r, -w), (-w, -w),
        ]
        return Drawing.path(corners.map { (x + $0.0, y + $0.1) }, closed: true)
    }
}
