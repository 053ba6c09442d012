// SPDX-License-Identifier: Apache-2.0

/// The lowest point of a smooth convex function, by the limited-memory BFGS method with backtracking
/// (Nocedal and Wright 2006, algorithms 7.4 and 3.1).
///
/// - Parameters:
///   - tolerance: the search ends when no component of the gradient is larger.
///   - function: the value at a point; writes the gradient there.
func minimized(
    from start: [Double], tolerance: Double, steps: Int = 1_000,
    _ function: (_ point: [Double], _ gradient: inout [Double]) -> Double
) -> [Double] {
    var point = start
    var gradient = [Double](repeating: 0, count: start.count)
    var value = function(point, &gradient)
    var memory = StepMemory()
    for _ in 0..<steps {
        guard gradient.contains(where: { $0.magnitude > tolerance }) else { break }
        let direction = memory.direction(against: gradient)
        let slope = dot(direction, gradient)
        var size = memory.isEmpty ? 1 / max(1, dot(gradient, gradient).squareRoot()) : 1.0
        var next = point
        var nextGradient = gradient
        var nextValue = value
        var isLower = false
        while !isLower, size > 1e-12 {
            for place in point.indices { next[place] = point[place] + size * direction[place] }
            nextValue = function(next, &nextGradient)
            isLower = nextValue <= value + 1e-4 * size * slope
            size /= 2
        }
        guard isLower else { break }  // no better point can be told apart
        memory.add(from: point, to: next, gradient, nextGradient)
        (point, gradient, value) = (next, nextGradient, nextValue)
    }
    return point
}

/// The last steps of a search, which stand for the curvature.
private struct StepMemory {
    private struct Step {
        let move: [Double]
        let turn: [Double]
        let product: Double
    }

    private static let kept = 12
    private var steps: [Step] = []

    var isEmpty: Bool { steps.isEmpty }

    mutating func add(from: [Double], to: [Double], _ before: [Double], _ after: [Double]) {
        let move = zip(to, from).map { $0 - $1 }
        let turn = zip(after, before).map { $0 - $1 }
        let product = dot(move, turn)
        guard product > 0 else { return }
        steps.append(Step(move: move, turn: turn, product: product))
        if steps.count > Self.kept { steps.removeFirst() }
    }

    /// Minus the gradient, times the approximate inverse of the curvature.
    func direction(against gradient: [Double]) -> [Double] {
        var found = gradient.map { -$0 }
        var shares: [Double] = []
        for step in steps.reversed() {
            let share = dot(step.move, found) / step.product
            shares.append(share)
            for place in found.indices { found[place] -= share * step.turn[place] }
        }
        if let last = steps.last {
            let scale = last.product / dot(last.turn, last.turn)
            for place in found.indices { found[place] *= scale }
        }
        for (step, share) in zip(steps, shares.reversed()) {
            let back = dot(step.turn, found) / step.product
            for place in found.indices { found[place] += (share - back) * step.move[place] }
        }
        return found
    }
}

private func dot(_ first: [Double], _ second: [Double]) -> Double {
    var total = 0.0
    for place in first.indices { total += first[place] * second[place] }
    return total
}
