// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
package import Foundation

/// Articles with people's summaries: questions whose answer is a summary.
package struct ArticleSet: Sendable {
    /// Changes with the way of reading, of asking and of drawing.
    static let method = "articles v1"
    /// What every writer is asked, below the article.
    static let instruction = "Summarize the article above."

    /// Each article once.
    package let articles: [Question]
    /// Rows without a word in the article or in the summary.
    package let empty: Int

    package init(articles: [Question], empty: Int = 0) {
        var seen: Set<String> = []
        self.articles = articles.filter { seen.insert($0.id).inserted }
        self.empty = empty
    }

    /// - Throws: `QuestionError` naming file, line and field.
    package static func read(_ plan: ArticlePlan, file: URL) async throws -> ArticleSet {
        try ArticleSet(await RowFile(url: file).rows(), plan, file: file.lastPathComponent)
    }

    init(_ rows: [QuestionRow], _ plan: ArticlePlan, file: String) throws {
        var faults: [QuestionError.Fault] = []
        var articles: [Question] = []
        var empty = 0
        for row in rows {
            guard let article = row.fields[plan.article]?.text,
                let summary = row.fields[plan.summary]?.text
            else {
                let field = row.fields[plan.article]?.text == nil ? plan.article : plan.summary
                faults.append(row.fault(field, "is missing or no text."))
                continue
            }
            guard article.wordCount > 0, summary.wordCount > 0 else {
                empty += 1
                continue
            }
            articles.append(
                Question(
                    instruction: Self.instruction, context: article, category: "articles",
                    humanAnswer: summary))
        }
        guard faults.isEmpty else {
            throw QuestionError(
                .badRow, file: file, faults: faults,
                remedy: "Mend the file, or name its fields under `articles.fields`.")
        }
        self.init(articles: articles, empty: empty)
    }

    /// A larger draw holds the smaller one. Sorted by id.
    ///
    /// - Throws: `RunError` where there are too few.
    func drawn(_ plan: ArticlePlan, seed: UInt64) throws -> [Question] {
        guard articles.count >= plan.rows else {
            throw RunError(
                .noRows, item: plan.from,
                "has \(articles.count) articles with a summary, and the study draws \(plan.rows).",
                remedy: "Write a smaller `rows` under `articles`, or name another file.")
        }
        return articles.inKeyedOrder(seed, "articles").prefix(plan.rows).sorted { $0.id < $1.id }
    }
}

/// Where a study's articles come from.
package struct ArticleSource {
    /// SHA-256 of the file, or what else names its content.
    package let fingerprint: () throws -> String
    package let read: () async throws -> ArticleSet

    package init(
        fingerprint: @escaping () throws -> String, read: @escaping () async throws -> ArticleSet
    ) {
        self.fingerprint = fingerprint
        self.read = read
    }
}
