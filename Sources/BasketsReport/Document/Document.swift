// SPDX-License-Identifier: Apache-2.0

/// The report before it is HTML or Markdown.
struct Document {
    let title: String
    let subtitle: String
    let sections: [Section]
}

extension Document {
    /// The same without what is folded away, and with a word on where it stands.
    var unfolded: Document {
        Document(title: title, subtitle: subtitle, sections: sections.map(\.unfolded))
    }
}

extension Section {
    fileprivate var unfolded: Section {
        var section = self
        section.blocks =
            isFolded
            ? [.note("Left out, since this page would be larger than 5 MB: see report.md.")]
            : blocks
        section.sections = isFolded ? [] : sections.map(\.unfolded)
        return section
    }
}

struct Section {
    /// Name in links: letters, digits and hyphens.
    let id: String
    let title: String
    var blocks: [Block]
    var sections: [Section] = []
    /// Shown closed, to be opened by who wants it.
    var isFolded = false
}

enum Block {
    case paragraph(Phrase)
    /// The first words of the report, larger.
    case lead(Phrase)
    /// A remark that belongs to what stands above it.
    case note(Phrase)
    case list([Phrase])
    case facts([Fact])
    case table(Table)
    case figure(Figure)
    case answers(AnswerExample)
}

/// A term and what is said of it.
struct Fact {
    let term: String
    let words: Phrase
}

struct Table {
    struct Column {
        let title: String
        var isNumeric = false
    }

    struct Row {
        let header: Phrase
        var style: SeriesStyle?
        let cells: [Cell]
    }

    struct Cell {
        let text: Phrase
        /// Smaller lines below: interval, n.
        var details: [String] = []
        /// Greyed as well as worded: a difference that nothing can be read from, or no data.
        var isQuiet = false

        init(_ text: Phrase, details: [String] = [], isQuiet: Bool = false) {
            self.text = text
            self.details = details
            self.isQuiet = isQuiet
        }
    }

    let caption: Phrase
    /// The first column is the header of each row.
    let columns: [Column]
    let rows: [Row]
    /// How many columns, from the first on, each part repeats where a table is printed in parts.
    var repeated = 1
    /// Whether rows are headed by sentences, which stand on a line of their own above the cells.
    var hasSentences = false
    /// Whether a row stands as a block on a phone, each cell with the title of its column.
    var isStacked = false
}

/// A drawing in two widths, since text in a shrunk drawing cannot be read on a phone.
struct Figure {
    let id: String
    /// Short name for screen readers.
    let title: String
    /// The content of the drawing in words and numbers.
    let description: String
    let caption: Phrase
    let wide: Drawing
    let narrow: Drawing
}

extension String {
    /// A name for links: lower case, all but letters and digits as one hyphen.
    var slug: String {
        let words = lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return words.isEmpty ? "part" : words.joined(separator: "-")
    }
}
