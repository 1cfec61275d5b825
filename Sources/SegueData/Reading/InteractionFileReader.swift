/// Reads one file of interactions into a log: count, parse, sort.
struct InteractionFileReader {
    let file: InputFile
    let layout: FileLayout
    let formatName: String
    let sha256: String

    /// Reads the file.
    ///
    /// - Throws: ``ReadError`` for the first malformed row beyond `maximumBadRows`, for a file without rows, and for one
    ///   with more than 2³¹ − 1 rows.
    func read(maximumBadRows: Int) throws -> CachedDataset {
        let bound = rowBound
        guard bound <= Int(Int32.max) else {
            throw ReadError(
                .damaged, path: file.path, problem: "\(bound) rows, at most 2147483647 are possible",
                remedy: "Split the file.")
        }
        var columns = InteractionColumns(capacity: bound, layout: fields)
        var ledger = BadRowLedger(path: file.path, maximum: max(maximumBadRows, 0))
        let assembler = try columns.withPointers { pointers in
            var assembler = RowAssembler(layout: fields, columns: pointers)
            try parse(into: &assembler, ledger: &ledger)
            return assembler
        }
        guard assembler.rowCount > 0 else {
            throw ReadError(
                .empty, path: file.path, problem: "no interactions (\(ledger.count) malformed rows)",
                remedy: "Give a file with rows, and check the format.")
        }
        let offsets = ColumnSorter.sort(
            &columns, rowCount: assembler.rowCount, userCount: assembler.users.count)
        columns.trim(to: assembler.rowCount)
        toSeconds(&columns.times)
        return finish(columns, assembler: assembler, offsets: offsets, ledger: ledger)
    }

    private var fields: InteractionLayout {
        switch layout {
        case .delimited(let layout): layout.fields
        case .jsonLines(let layout): layout.fields
        case .sessionLines: SessionLinesReader.fields
        }
    }

    private var rowBound: Int {
        switch layout {
        case .delimited(let layout): DelimitedReader(text: file.text, layout: layout).rowBound
        case .jsonLines(let layout): JSONLinesReader(text: file.text, layout: layout).rowBound
        case .sessionLines: SessionLinesReader(text: file.text).rowBound
        }
    }

    private func parse(into assembler: inout RowAssembler, ledger: inout BadRowLedger) throws {
        switch layout {
        case .delimited(let layout):
            try DelimitedReader(text: file.text, layout: layout).read(into: &assembler, ledger: &ledger)
        case .jsonLines(let layout):
            try JSONLinesReader(text: file.text, layout: layout).read(into: &assembler, ledger: &ledger)
        case .sessionLines:
            try SessionLinesReader(text: file.text).read(into: &assembler, ledger: &ledger)
        }
    }

    /// Times that were ordered by the millisecond become seconds.
    private func toSeconds(_ times: inout [Int64]) {
        let unit = fields.timeEncoding.unitsPerSecond
        guard unit != 1 else { return }
        times.withUnsafeMutableBufferPointer { times in
            for row in times.indices { times[row] /= unit }
        }
    }

    private func finish(
        _ columns: InteractionColumns, assembler: RowAssembler, offsets: [Int], ledger: BadRowLedger
    ) -> CachedDataset {
        let contexts = fields.contexts.indices.map { index in
            let start = index * columns.capacity
            let bits = columns.contexts[start..<(start + assembler.rowCount)]
            let values: ContextColumn.Values =
                fields.contexts[index].isNumber
                ? .numbers(bits.map { Float(bitPattern: $0) })
                : .tokens(vocabulary: assembler.contexts[index], indices: bits.map { Int32(bitPattern: $0) })
            return ContextColumn(name: fields.contexts[index].name, values: values)
        }
        let source = DataSource(
            file: file.path, formatName: formatName, sha256: sha256, rowsRead: assembler.rowCount,
            rowsSkipped: ledger.count, skippedMessages: ledger.messages)
        let log = InteractionLog(
            trusted: (), users: assembler.users, items: assembler.items, offsets: offsets,
            itemColumn: columns.items, timeColumn: columns.times.isEmpty ? nil : columns.times,
            ratingColumn: columns.ratings.isEmpty ? nil : columns.ratings,
            behaviourColumn: columns.behaviours.isEmpty ? nil : columns.behaviours,
            behaviours: assembler.behaviours.ids, contextColumns: contexts, source: source)
        return CachedDataset(log: log, catalog: assembler.catalog.build())
    }
}
