// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// A writer at an address, or at several that share its work, and the questions that it has to answer.
package struct ChatLane: Sendable {
    package let name: String
    /// One for each address; at least one.
    package let clients: [ChatClient]
    package let tasks: [ChatTask]

    package init(name: String, clients: [ChatClient], tasks: [ChatTask]) {
        precondition(!clients.isEmpty, "a lane has an address")
        self.name = name
        self.clients = clients
        self.tasks = tasks
    }

    package init(name: String, client: ChatClient, tasks: [ChatTask]) {
        self.init(name: name, clients: [client], tasks: tasks)
    }

    /// Of each address.
    var limits: RequestLimits { clients[0].address.limits }
}

package struct ChatTask: Sendable {
    /// By which the caller knows the question.
    package let number: Int
    package let request: ChatRequest

    package init(number: Int, request: ChatRequest) {
        self.number = number
        self.request = request
    }
}

/// An answer, or the failure in its place, with what it took.
package struct ChatDelivery: Sendable {
    /// Of the lane in the caller's list.
    package let lane: Int
    package let number: Int
    /// What was asked.
    package let request: ChatRequest
    package let outcome: Result<ChatAnswer, ChatFailure>
    /// Read and written by all attempts, those that brought nothing included.
    package let spent: TokenUsage
    package let attempts: Int
    /// Time that its requests took, pauses not included.
    package let seconds: Double
}

/// Requests of one lane, by what became of them.
package struct ChatTally: Sendable, Hashable {
    package internal(set) var answered = 0
    /// By kind of failure.
    package internal(set) var failed: [ChatFailure.Kind: Int] = [:]
    /// Answered by each address, where there are several.
    package internal(set) var byAddress: [String: Int] = [:]

    package var requests: Int { answered + failed.values.reduce(0, +) }

    package init() {}
}
