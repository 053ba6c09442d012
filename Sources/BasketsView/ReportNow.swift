// SPDX-License-Identifier: Apache-2.0
import BasketsStore
import Synchronization

/// A run's report as the viewer has it.
package struct ViewedReport: Sendable {
    /// One HTML file.
    let page: String
    /// Keys of the rows behind a number of it that is made from several scores; nil for none.
    let rowGroup: @Sendable (String) -> [String]?

    package init(page: String, rowGroup: @escaping @Sendable (String) -> [String]?) {
        self.page = page
        self.rowGroup = rowGroup
    }
}

/// The report as far as the run is, made again only where the store has changed since: it takes
/// seconds, and each identifier that is followed asks for it.
final class ReportNow: Sendable {
    private let browser: StoreBrowser
    private let make: @Sendable () throws -> ViewedReport
    private let last = Mutex<(version: Int, report: ViewedReport)?>(nil)

    init(_ browser: StoreBrowser, make: @escaping @Sendable () throws -> ViewedReport) {
        self.browser = browser
        self.make = make
    }

    func report() throws -> ViewedReport {
        try last.withLock { last in
            let version = try browser.version()
            if let last, last.version == version { return last.report }
            let report = try make()
            last = (version, report)
            return report
        }
    }
}
