extension DataSource {
    /// What makes the data another than `other`, each in a few words and with both values; empty when both are the same
    /// interactions as far as can be told.
    ///
    /// Where the file lies, how it is compressed and how many malformed rows would have been allowed do not matter. What
    /// one of the two does not record (a source of an older version) is not compared.
    public func differences(from other: DataSource) -> [String] {
        var found: [String] = []
        func compare(_ what: String, _ mine: String?, _ others: String?) {
            if mine != others { found.append("\(what): \(mine ?? "none") instead of \(others ?? "none")") }
        }
        if !sha256.isEmpty, !other.sha256.isEmpty { compare("SHA-256 of the content", sha256, other.sha256) }
        compare("format", formatName, other.formatName)
        compare("malformed rows left out", "\(rowsSkipped)", "\(other.rowsSkipped)")
        guard let mine = interpretation, let others = other.interpretation else { return found }
        let roles = (others.columns + mine.columns).map(\.role)
        for (index, role) in roles.enumerated() where roles.firstIndex(of: role) == index {
            let names = [mine, others].map { $0.names(of: role).joined(separator: " and ") }
            compare("column of \(role)", names[0].isEmpty ? nil : names[0], names[1].isEmpty ? nil : names[1])
        }
        compare("times", mine.times, others.times)
        compare("delimiter", mine.delimiter, others.delimiter)
        compare("header", mine.hasHeader ? "one" : nil, others.hasHeader ? "one" : nil)
        compare("decimal sign", mine.usesDecimalComma ? "comma" : "point", others.usesDecimalComma ? "comma" : "point")
        return found
    }
}
