// SPDX-License-Identifier: Apache-2.0

/// One dot with its interval for each cell; shaded where a difference from the reference is too
/// small to tell.
struct DotPlot {
    let rows: [DotRow]
    /// The vanilla cell's value.
    let reference: Double?
    let axis: ReportMeasure.Axis
    let axisTitle: String
    let format: NumberFormat

    func draw(width: Double) -> Drawing {
        let values = rows.map { $0.value.map(format.text) ?? "no data" }
        let details = rows.map { "n \(NumberFormat.count($0.n))" }
        let room = zip(values, details).map { TextWidth.of($0) + TextWidth.of($1) }.max() ?? 0
        let layout = RowLayout(width: width, names: rows.map(\.name), valueRoom: room + 28)
        var drawing = Drawing(width: width, height: layout.height)
        let scale = Scale(
            covering: rows.flatMap { $0.extent(around: reference) }, axis: axis,
            from: layout.plotLeft,
            to: layout.plotRight)
        for (index, row) in rows.enumerated() {
            row.shade(
                around: reference, &drawing, scale, top: layout.rowTop(index),
                height: layout.rowHeight)
        }
        layout.axis(&drawing, scale, title: axisTitle)
        layout.reference(&drawing, scale, at: reference)
        for (index, row) in rows.enumerated() {
            row.mark(&drawing, scale, y: layout.y(index))
            layout.label(
                &drawing, row: index, name: row.name, style: row.style, value: values[index],
                detail: details[index])
        }
        return drawing
    }
}
