import SafeTensors

extension RRN {
    /// The parameters and the items' ratings.
    public func state() throws -> [String: HostTensor] {
        try parameterState().merging(received.state) { parameter, _ in parameter }
    }

    /// Takes both back.
    /// - Throws: ``ModelStateError`` naming what does not fit.
    public func load(state: [String: HostTensor]) throws {
        let ratings = try ReceivedRatings(StateReader(state: state), itemCount: itemCount)
        try load(parameterState: state.filter { !$0.key.hasPrefix(ReceivedRatings.prefix) })
        received = ratings
    }
}
