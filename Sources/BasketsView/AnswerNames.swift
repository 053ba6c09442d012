// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore

extension AnswerHead {
    /// Who wrote it, how that writer was asked where not as in training, and which of several answers
    /// it is, so that the answers of one cell to one question have different names.
    var name: String {
        let number = draws > 1 || draw > 0 ? "answer \(draw + 1) of \(max(draws, draw + 1))" : nil
        return [writer, asked.map(Self.words), number].compactMap { $0 }.joined(separator: ", ")
    }

    private static func words(_ asked: String) -> String {
        switch asked {
        case Asking.noSystem.rawValue: "no system turn"
        case Asking.reworded.rawValue: "question reworded"
        case Asking.cooler.rawValue: "at a lower temperature"
        case Asking.warmer.rawValue: "at a higher temperature"
        case "spread": "asked again"
        case "paraphrased": "in other words"
        default: asked
        }
    }
}
