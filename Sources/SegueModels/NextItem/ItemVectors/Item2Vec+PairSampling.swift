extension Item2Vec {
    /// Which pairs of long histories are drawn when ``Configuration/contextsPerItem`` limits their number.
    ///
    /// Let M be the length of a history after subsampling and c the limit. In both cases an epoch learns about c pairs an
    /// item, no pair is drawn twice in an epoch, and within a history all ordered pairs are equally likely.
    public enum PairSampling: String, Codable, Sendable, Equatable, CaseIterable {
        /// Every pair of the data has the same probability q, about c × Σ M ÷ Σ M(M − 1): an item of a history of length
        /// M meets q(M − 1) others, rounded at random. The expected gradient is exactly q times that of all pairs, so
        /// long histories weigh as they do there: in proportion to M(M − 1).
        case proportional
        /// Every item meets min(c, M − 1) others, however long its history. Where M > c, a history's expected gradient is
        /// c ÷ (M − 1) times that of all its pairs. That is the sum over users of Eq. 1 with its factor 1 ÷ M, up to
        /// M ÷ (M − 1): histories weigh in proportion to M.
        case perItem
    }
}
