// SPDX-License-Identifier: Apache-2.0

/// One entry of the dictionary, without what gives the book away.
struct FoldocEntry: Equatable {
    /// What a rule takes out; an entry counts once for each rule that changed it.
    enum Rule: String, CaseIterable {
        case date = "date of the entry taken out"
        case category = "category mark taken out"
        case reference = "reference in brackets taken out"
        case contact = "contact line taken out"
        case pronunciation = "pronunciation taken out"
        case note = "leading note in parentheses taken out"
        case link = "address of a page taken out"
        case mail = "mail address taken out"
        case seeAlso = "pointer to other entries taken out"
        case question = "editor's question taken out"
        case braces = "braces of cross-references taken out"
        case layout = "line breaks and indents joined"
    }

    /// Why an entry is no question.
    enum Refusal: String, CaseIterable {
        case aboutBook = "about the dictionary itself"
        case stub = "only points to another entry"
        case meanings = "several numbered meanings"
        case table = "table, list or program text"
    }

    enum Outcome: Equatable {
        case entry(FoldocEntry)
        case refused(Refusal)
    }

    let term: String
    let category: String
    let text: String
    let rules: Set<Rule>

    /// The first line is the term; others up to an empty line are synonyms; the rest explains.
    static func read(_ text: String) -> Outcome {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let head = lines.prefix { !$0.isBlank }
        let body = lines.dropFirst(head.count)
        guard let term = head.first.map({ String($0.trimmed) }), !term.hasPrefix("00-database"),
            !term.isEmpty
        else { return .refused(.aboutBook) }
        if body.contains(where: isSetOut) { return .refused(.table) }
        var cleaning = FoldocCleaning(body)
        if cleaning.hasNumberedMeanings { return .refused(.meanings) }
        let category = cleaning.takeCategory() ?? "none"
        if category == "introduction" { return .refused(.aboutBook) }
        if cleaning.isPointer { return .refused(.stub) }
        cleaning.clean()
        let result = cleaning.paragraphs.joined(separator: " ")
        if result.wordCount == 0 { return .refused(.stub) }
        return .entry(
            FoldocEntry(term: term, category: category, text: result, rules: cleaning.rules))
    }

    /// Running text is indented by three spaces; what stands further in is a table, a list or a
    /// program.
    private static func isSetOut(_ line: Substring) -> Bool {
        !line.isBlank && (line.hasPrefix("    ") || line.utf8.contains(Mark.tab))
    }
}
