// SPDX-License-Identifier: Apache-2.0
public import BasketsMetrics
import BasketsReport

/// The card as one page that fetches nothing and runs no script.
public enum DifferencePage {
    public static func html(_ card: DifferenceCard) -> String { DifferenceReport.html(card) }
}
