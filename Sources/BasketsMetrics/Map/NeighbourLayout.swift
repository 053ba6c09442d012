// SPDX-License-Identifier: Apache-2.0

/// Points that move on a plane until near ones are those that attract each other: gradient descent
/// with momentum, all attractions twelvefold for the first third.
///
/// Schedule and constants as in scikit-learn's `TSNE` with the exact method.
struct NeighbourLayout {
    private(set) var x: [Float]
    private(set) var y: [Float]
    private let attractions: Attractions
    private let rate: Float

    init(attractions: Attractions, start: (x: [Float], y: [Float])) {
        self.attractions = attractions
        (x, y) = start
        rate = max(Float(x.count) / 48, 50)
    }

    mutating func run(steps: Int) {
        var xMove = Motion(count: x.count)
        var yMove = Motion(count: y.count)
        let early = steps / 3
        for step in 0..<steps {
            let pull: Float = step < early ? 12 : 1
            let momentum: Float = step < early ? 0.5 : 0.8
            let (xSlope, ySlope) = gradient(pull: pull)
            xMove.step(&x, xSlope, momentum: momentum, rate: rate)
            yMove.step(&y, ySlope, momentum: momentum, rate: rate)
        }
    }

    /// The gradient of the Kullback-Leibler divergence of the map from the attractions.
    private func gradient(pull: Float) -> (x: [Float], y: [Float]) {
        let n = x.count
        let zeros = [Float](repeating: 0, count: n)
        var near = (x: zeros, y: zeros)
        var far = near
        var total = 0.0
        for row in 0..<n {
            let forces = forces(on: row)
            near.x[row] = forces.nearX
            near.y[row] = forces.nearY
            far.x[row] = forces.farX
            far.y[row] = forces.farY
            total += Double(forces.weight)
        }
        let scale = Float(1 / total)
        return (
            (0..<n).map { 4 * (pull * near.x[$0] - scale * far.x[$0]) },
            (0..<n).map { 4 * (pull * near.y[$0] - scale * far.y[$0]) }
        )
    }

    private struct Forces {
        var nearX: Float = 0
        var nearY: Float = 0
        var farX: Float = 0
        var farY: Float = 0
        /// Sum of the weights 1 / (1 + d^2) of all other points.
        var weight: Float = 0
    }

    /// Attraction and repulsion of all others on a point, eight others at once.
    private func forces(on row: Int) -> Forces {
        let n = x.count
        typealias Eight = SIMD8<Float>
        var nearX = Eight.zero
        var nearY = Eight.zero
        var farX = Eight.zero
        var farY = Eight.zero
        var weights = Eight.zero
        var forces = Forces()
        x.withUnsafeBytes { xs in
            y.withUnsafeBytes { ys in
                attractions.values.withUnsafeBytes { ps in
                    let own = (Eight(repeating: x[row]), Eight(repeating: y[row]))
                    var place = 0
                    while place + 8 <= n {
                        let dx = own.0 - xs.loadUnaligned(fromByteOffset: place * 4, as: Eight.self)
                        let dy = own.1 - ys.loadUnaligned(fromByteOffset: place * 4, as: Eight.self)
                        let p = ps.loadUnaligned(
                            fromByteOffset: (row * n + place) * 4, as: Eight.self)
                        let q = 1 / (1 + dx * dx + dy * dy)
                        let pq = p * q
                        let qq = q * q
                        nearX += pq * dx
                        nearY += pq * dy
                        farX += qq * dx
                        farY += qq * dy
                        weights += q
                        place += 8
                    }
                    while place < n {
                        let dx = x[row] - x[place]
                        let dy = y[row] - y[place]
                        let q = 1 / (1 + dx * dx + dy * dy)
                        let p = attractions.values[row * n + place]
                        forces.nearX += p * q * dx
                        forces.nearY += p * q * dy
                        forces.farX += q * q * dx
                        forces.farY += q * q * dy
                        forces.weight += q
                        place += 1
                    }
                }
            }
        }
        forces.nearX += nearX.sum()
        forces.nearY += nearY.sum()
        forces.farX += farX.sum()
        forces.farY += farY.sum()
        forces.weight += weights.sum() - 1  // the point itself
        return forces
    }
}

/// Velocity and gain of each coordinate: faster where the slope keeps its sign.
private struct Motion {
    var velocity: [Float]
    var gain: [Float]

    init(count: Int) {
        velocity = Array(repeating: 0, count: count)
        gain = Array(repeating: 1, count: count)
    }

    mutating func step(_ places: inout [Float], _ slope: [Float], momentum: Float, rate: Float) {
        for place in places.indices {
            let turns = velocity[place] * slope[place] < 0
            gain[place] = max(0.01, turns ? gain[place] + 0.2 : gain[place] * 0.8)
            velocity[place] =
                momentum * velocity[place] - rate * gain[place] * slope[place]
            places[place] += velocity[place]
        }
    }
}
