// SPDX-License-Identifier: Apache-2.0

extension DecoderSettings {
    /// Numbers in the matrices of all layers: each token that is read is multiplied with each of them
    /// once, two operations a number (Kaplan et al. 2020, 2.1). The output matrix is left out, which
    /// only places meet whose next token is asked for.
    public var weightsPerToken: Int {
        let attention = 2 * width * headWidth * (heads + keyHeads)
        let feedForward = 3 * width * innerWidth
        return layers * (attention + feedForward)
    }
}
