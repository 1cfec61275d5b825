/// Where a target stands among the catalog: how many items beat it and how many tie with it.
///
/// Both counts are kept rather than a rank, so that the tie policy can be applied exactly afterwards. An evaluation
/// keeps one of these an event (8 bytes) and never a score row.
public struct TargetRank: Hashable, Sendable {
    /// Number of items that score strictly higher than the target.
    public let betterCount: Int32

    /// Number of items that score the same, the target itself included; 0 for a ``miss``.
    public let tiedCount: Int32

    /// A target beaten by `betterCount` items in a block of `tiedCount` equal ones, itself included.
    public init(betterCount: Int32, tiedCount: Int32) {
        self.betterCount = betterCount
        self.tiedCount = tiedCount
    }

    /// A target that cannot be found at any rank: it is no candidate. Every metric gives it 0.
    public static let miss = TargetRank(betterCount: .max, tiedCount: 0)

    /// Ranks the target in a row of scores by counting, in one pass and without sorting.
    ///
    /// A score of −∞ means "not a candidate": such items are never ranked, and a target that has it is a ``miss``.
    ///
    /// - Parameters:
    ///   - column: The target's column, its item index − 1.
    ///   - row: The scores of the whole catalog, `[items]`.
    /// - Returns: nil if a score is not a number or the column lies outside the row.
    public static func counting(column: Int, in row: UnsafeBufferPointer<Float>) -> TargetRank? {
        guard column >= 0, column < row.count, row.count < Int(Int32.max) else { return nil }
        let target = row[column]
        var counts = Counts()
        let wholeEnd = counts.addBlocks(of: row, target: target)
        for score in row[wholeEnd...] { counts.add(score, target: target) }
        guard counts.notNumbers == 0 else { return nil }
        guard target > -.infinity else { return .miss }
        return TargetRank(betterCount: counts.better, tiedCount: counts.atLeast - counts.better)
    }

    /// How scores compare with the target's.
    private struct Counts {
        var better: Int32 = 0
        var atLeast: Int32 = 0
        var notNumbers: Int32 = 0

        @inline(__always)
        mutating func add(_ score: Float, target: Float) {
            better &+= score > target ? 1 : 0
            atLeast &+= score >= target ? 1 : 0
            notNumbers &+= score != score ? 1 : 0
        }

        /// Adds the whole blocks of 16 scores that a row begins with; gives the column where they end.
        ///
        /// Written in vectors because the plain loop compiles to branches and runs ten times slower.
        @inline(__always)
        mutating func addBlocks(of row: UnsafeBufferPointer<Float>, target: Float) -> Int {
            let bytes = UnsafeRawBufferPointer(row)
            let targets = SIMD16<Float>(repeating: target)
            let one = SIMD16<Int32>.one
            var better = SIMD16<Int32>.zero
            var atLeast = SIMD16<Int32>.zero
            var notNumbers = SIMD16<Int32>.zero
            let end = row.count - row.count % SIMD16<Float>.scalarCount
            for column in stride(from: 0, to: end, by: SIMD16<Float>.scalarCount) {
                let offset = column * MemoryLayout<Float>.stride
                let scores = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
                better &+= SIMD16<Int32>.zero.replacing(with: one, where: scores .> targets)
                atLeast &+= SIMD16<Int32>.zero.replacing(with: one, where: scores .>= targets)
                notNumbers &+= SIMD16<Int32>.zero.replacing(with: one, where: scores .!= scores)
            }
            self.better &+= better.wrappedSum()
            self.atLeast &+= atLeast.wrappedSum()
            self.notNumbers &+= notNumbers.wrappedSum()
            return end
        }
    }
}
