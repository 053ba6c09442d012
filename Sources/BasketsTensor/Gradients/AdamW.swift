// SPDX-License-Identifier: Apache-2.0
internal import CBasketsTensor

/// AdamW (Loshchilov and Hutter 2019) in the order of torch.optim.AdamW.
public struct AdamW: Sendable, Hashable {
    public var beta1: Float = 0.9
    public var beta2: Float = 0.999
    public var epsilon: Float = 1e-8
    public var weightDecay: Float

    public init(weightDecay: Float) { self.weightDecay = weightDecay }

    /// One parameter with its two moments.
    public struct State {
        public var parameter: Tensor
        public var first: Tensor
        public var second: Tensor

        /// A parameter that was never stepped: both moments are 0.
        public init(parameter: Tensor) throws(TensorError) {
            let zeros = try Tensor.full(parameter.shape, 0, type: parameter.type)
            self.init(parameter: parameter, first: zeros, second: zeros)
        }

        public init(parameter: Tensor, first: Tensor, second: Tensor) {
            self.parameter = parameter
            self.first = first
            self.second = second
        }
    }

    /// - Parameters:
    ///   - gradientScale: factor on the gradient: 1 / tokens, times the clipping.
    ///   - step: number of this step, from 1.
    public func step(
        _ state: State, gradient: Tensor, gradientScale: Float, learningRate: Float, step: Int
    ) throws(TensorError) -> State {
        var out = [OpaquePointer?](repeating: nil, count: 3)
        let status = bt_adamw(
            &out, state.parameter.handle, gradient.handle, state.first.handle, state.second.handle,
            gradientScale, learningRate, beta1, beta2, epsilon, weightDecay, Int32(step))
        try check("AdamW", status)
        let parts = out.compactMap { $0.map(Tensor.init(handle:)) }
        guard parts.count == 3 else {
            throw TensorError(operation: "AdamW", message: "gave \(parts.count) arrays of 3")
        }
        return State(parameter: parts[0], first: parts[1], second: parts[2])
    }
}
