extension BPRMF {
    /// Direct access to the parameters while learning. Rows and columns count from 0.
    struct Step {
        let users: UnsafeMutablePointer<SIMD4<Float>>
        let items: UnsafeMutablePointer<SIMD4<Float>>
        let biases: UnsafeMutablePointer<Float>
        let laneCount: Int
        let rate: Float
        let userDecay: Float
        let positiveDecay: Float
        let negativeDecay: Float
        let biasDecay: Float

        /// One step of gradient descent on −ln σ(x̂(u, i) − x̂(u, j)) plus the penalties; all gradients are taken before
        /// any parameter moves. Returns x̂(u, i) − x̂(u, j) and σ of its negative, from before the step.
        @inline(__always)
        func learn(user: Int, positive: Int, negative: Int) -> (difference: Float, violation: Float) {
            let userRow = users + user * laneCount
            let positiveRow = items + positive * laneCount
            let negativeRow = items + negative * laneCount
            var sum = SIMD4<Float>.zero
            for lane in 0..<laneCount { sum += userRow[lane] * (positiveRow[lane] - negativeRow[lane]) }
            let difference = biases[positive] - biases[negative] + sum.sum()
            let violation = PairwiseStep.violation(difference)
            let step = rate * violation
            let decay = (user: rate * userDecay, positive: rate * positiveDecay, negative: rate * negativeDecay)
            for lane in 0..<laneCount {
                PairwiseStep.move(&userRow[lane], &positiveRow[lane], &negativeRow[lane], step: step, decay: decay)
            }
            biases[positive] += step - rate * biasDecay * biases[positive]
            biases[negative] -= step + rate * biasDecay * biases[negative]
            return (difference, violation)
        }
    }
}

extension BPRMF.Parameters {
    /// Lends the parameters to `body` for learning with the rates of `configuration`.
    mutating func withStep<Result>(
        _ configuration: BPRMF.Configuration, _ body: (BPRMF.Step) throws -> Result
    ) rethrows -> Result? {
        let laneCount = users.laneCount
        return try users.lanes.withUnsafeMutableBufferPointer { users in
            try items.lanes.withUnsafeMutableBufferPointer { items in
                try biases.withUnsafeMutableBufferPointer { biases in
                    guard let users = users.baseAddress, let items = items.baseAddress, let biases = biases.baseAddress
                    else { return nil }
                    return try body(
                        BPRMF.Step(
                            users: users, items: items, biases: biases, laneCount: laneCount,
                            rate: Float(configuration.learningRate),
                            userDecay: Float(configuration.userRegularization),
                            positiveDecay: Float(configuration.positiveRegularization),
                            negativeDecay: Float(configuration.negativeRegularization),
                            biasDecay: Float(configuration.biasRegularization)))
                }
            }
        }
    }
}
