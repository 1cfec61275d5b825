extension SequentialMF {
    /// Direct access to the parameters while learning. Rows and columns count from 0.
    struct Step {
        let users: UnsafeMutablePointer<SIMD4<Float>>
        let items: UnsafeMutablePointer<SIMD4<Float>>
        let previous: UnsafeMutablePointer<SIMD4<Float>>
        let next: UnsafeMutablePointer<SIMD4<Float>>
        let laneCount: Int
        let rate: Float
        let userDecay: Float
        let itemDecay: Float
        let sequenceDecay: Float

        /// One step of gradient descent on −ln σ(x̂(i) − x̂(j)) plus the penalties, where `window` holds the items just
        /// before the observed one; all gradients are taken before any parameter moves, but an item that stands twice
        /// in the window moves twice. Returns x̂(i) − x̂(j) and σ of its negative, from before the step.
        @inline(__always)
        func learn(
            user: Int, window: UnsafeBufferPointer<Int32>, positive: Int, negative: Int
        ) -> (difference: Float, violation: Float) {
            let userRow = users + user * laneCount
            let positiveItem = items + positive * laneCount
            let negativeItem = items + negative * laneCount
            let positiveNext = next + positive * laneCount
            let negativeNext = next + negative * laneCount
            var sum = SIMD4<Float>.zero
            for lane in 0..<laneCount {
                sum += userRow[lane] * (positiveItem[lane] - negativeItem[lane])
                sum += context(window, lane) * (positiveNext[lane] - negativeNext[lane])
            }
            let difference = sum.sum()
            let violation = PairwiseStep.violation(difference)
            let step = rate * violation
            let decay = (user: rate * userDecay, positive: rate * itemDecay, negative: rate * itemDecay)
            for lane in 0..<laneCount {
                PairwiseStep.move(&userRow[lane], &positiveItem[lane], &negativeItem[lane], step: step, decay: decay)
                guard !window.isEmpty else { continue }
                let (a, p, n) = (context(window, lane), positiveNext[lane], negativeNext[lane])
                positiveNext[lane] = p + (step * a - (rate * sequenceDecay) * p)
                negativeNext[lane] = n - (step * a + (rate * sequenceDecay) * n)
                for item in window {
                    let row = previous + Int(item) * laneCount
                    row[lane] += step * (p - n) - (rate * sequenceDecay) * row[lane]
                }
            }
            return (difference, violation)
        }

        @inline(__always)
        private func context(_ window: UnsafeBufferPointer<Int32>, _ lane: Int) -> SIMD4<Float> {
            var sum = SIMD4<Float>.zero
            for item in window { sum += previous[Int(item) * laneCount + lane] }
            return sum
        }
    }
}

extension SequentialMF.Parameters {
    /// Lends the parameters to `body` for learning with the rates of `configuration`.
    mutating func withStep<Result>(
        _ configuration: SequentialMF.Configuration, _ body: (SequentialMF.Step) throws -> Result
    ) rethrows -> Result? {
        let laneCount = users.laneCount
        return try users.lanes.withUnsafeMutableBufferPointer { users in
            try items.lanes.withUnsafeMutableBufferPointer { items in
                try previous.lanes.withUnsafeMutableBufferPointer { previous in
                    try next.lanes.withUnsafeMutableBufferPointer { next in
                        guard let users = users.baseAddress, let items = items.baseAddress,
                            let previous = previous.baseAddress, let next = next.baseAddress
                        else { return nil }
                        return try body(
                            SequentialMF.Step(
                                users: users, items: items, previous: previous, next: next, laneCount: laneCount,
                                rate: Float(configuration.learningRate),
                                userDecay: Float(configuration.userRegularization),
                                itemDecay: Float(configuration.itemRegularization),
                                sequenceDecay: Float(configuration.sequenceRegularization)))
                    }
                }
            }
        }
    }
}
