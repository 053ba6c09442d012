// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsReport
import BasketsStore
import Foundation

/// Fields of a search, filled with what was looked for.
struct SearchForm {
    let query: [String: String]

    func choice(_ name: String, _ title: String, _ values: [String]) -> String {
        let options = values.map { value in
            let mark = query[name] == value ? " selected" : ""
            return "<option value=\"\(value.htmlEscaped)\"\(mark)>\(value.htmlEscaped)</option>"
        }
        return "<label>\(title) <select name=\"\(name)\"><option value=\"\">any</option>"
            + "\(options.joined())</select></label>\n"
    }

    /// Judge, outcome and rating of a verdict; nothing where nobody judged.
    func verdicts(_ judges: [String]) -> String {
        guard !judges.isEmpty else { return "" }
        return choice("judge", "Judge", judges)
            + choice("outcome", "Outcome", VerdictOutcome.allCases.map(\.rawValue))
            + number("least", "Rating from") + number("most", "to")
    }

    private func number(_ name: String, _ title: String) -> String {
        "<label>\(title) <input type=\"number\" step=\"any\" name=\"\(name)\" "
            + "value=\"\((query[name] ?? "").htmlEscaped)\"></label>\n"
    }

    /// What was looked for among verdicts.
    var verdict: VerdictSearch {
        var search = VerdictSearch()
        search.judge = query["judge"]
        search.outcome = query["outcome"]
        search.least = query["least"].flatMap { Double($0) }
        search.most = query["most"].flatMap { Double($0) }
        return search
    }

    /// Address of the page behind this one, with the same search.
    func next(_ path: String, after key: String) -> String {
        var next = URLComponents()
        next.queryItems =
            query.filter { $0.key != "after" }.sorted { $0.key < $1.key }
            .map { URLQueryItem(name: $0.key, value: $0.value) }
            + [URLQueryItem(name: "after", value: key)]
        let address = (next.percentEncodedQuery ?? "").replacing("+", with: "%2B")
        return "\(path)?\(address)".htmlEscaped
    }
}
