/// Finds what somebody who mistyped a name probably meant.
public enum NearestName {
    /// The candidate with the smallest edit distance, if it is near enough to be a likely slip.
    public static func find(_ name: String, among candidates: some Sequence<String>) -> String? {
        let ranked = candidates.map { (candidate: $0, distance: distance(name.lowercased(), $0.lowercased())) }
        let best = ranked.min { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }
        guard let best else { return nil }
        return best.distance <= max(2, name.count / 3) ? best.candidate : nil
    }

    /// Levenshtein's edit distance.
    static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (i, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for j in right.indices {
                let substituted = diagonal + (character == right[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
