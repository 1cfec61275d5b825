import SegueData

/// Reads one file of interactions into a log: count, parse, sort.
struct InteractionFileReader {
    let file: InputFile
    let lineEnds: LineEnds
    let layout: FileLayout
    let formatName: String
    let sha256: String

    init(file: InputFile, layout: FileLayout, formatName: String, sha256: String) {
        self.file = file
        lineEnds = LineEnds(of: file.text)
        self.layout = layout
        self.formatName = formatName
        self.sha256 = sha256
    }

    /// Reads the file.
    ///
    /// - Throws: ``ReadError`` for the first malformed row beyond `maximumBadRows`, for a file without rows, and for one
    ///   with more than 2³¹ − 1 rows.
    func read(maximumBadRows: Int) throws -> Content {
        let bound = rowBound
        guard bound <= Int(Int32.max) else {
            throw ReadError(
                .damaged, path: file.path, problem: "\(bound) rows, at most 2147483647 are possible",
                remedy: "Split the file.")
        }
        var columns = ColumnBuffers(capacity: bound, layout: fields)
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
        let firstRows = columns.withPointers { SampleRow.first(of: assembler, columns: $0) }
        let timeUnit = columns.times.withUnsafeMutableBufferPointer {
            TimeRecorder.coarsen(
                UnsafeMutableBufferPointer(rebasing: $0[..<min($0.count, assembler.rowCount)]), unit: assembler.timeUnit
            )
        }
        let offsets = ColumnSorter.sort(
            &columns, rowCount: assembler.rowCount, userCount: assembler.users.count)
        columns.trim(to: assembler.rowCount)
        return finish(
            columns, assembler: assembler, offsets: offsets, timeUnit: timeUnit, firstRows: firstRows, ledger: ledger)
    }

    private var fields: InteractionLayout {
        switch layout {
        case .delimited(let layout): layout.fields
        case .jsonLines(let layout): layout.fields
        case .itemLines: ItemLinesLayout.fields
        }
    }

    private var rowBound: Int {
        switch layout {
        case .delimited(let layout): DelimitedReader(text: file.text, lineEnds: lineEnds, layout: layout).rowBound
        case .jsonLines(let layout): JSONLinesReader(text: file.text, lineEnds: lineEnds, layout: layout).rowBound
        case .itemLines(let layout): ItemLinesReader(text: file.text, lineEnds: lineEnds, layout: layout).rowBound
        }
    }

    private func parse(into assembler: inout RowAssembler, ledger: inout BadRowLedger) throws {
        switch layout {
        case .delimited(let layout):
            try DelimitedReader(text: file.text, lineEnds: lineEnds, layout: layout)
                .read(into: &assembler, ledger: &ledger)
        case .jsonLines(let layout):
            try JSONLinesReader(text: file.text, lineEnds: lineEnds, layout: layout)
                .read(into: &assembler, ledger: &ledger)
        case .itemLines(let layout):
            try ItemLinesReader(text: file.text, lineEnds: lineEnds, layout: layout)
                .read(into: &assembler, ledger: &ledger)
        }
    }

    private func finish(
        _ columns: ColumnBuffers, assembler: RowAssembler, offsets: [Int], timeUnit: TimeUnit,
        firstRows: [SampleRow], ledger: BadRowLedger
    ) -> Content {
        let contexts = fields.contexts.indices.map { index in
            let start = index * columns.capacity
            let bits = columns.contexts[start..<(start + assembler.rowCount)]
            let values: ContextColumn.Values =
                fields.contexts[index].isNumber
                ? .numbers(bits.map { Float(bitPattern: $0) })
                : .tokens(vocabulary: assembler.contexts[index], indices: bits.map { Int32(bitPattern: $0) })
            return ContextColumn(name: fields.contexts[index].name, values: values)
        }
        let numbers = fields.contexts.count * columns.capacity
        let fileRows = fields.keepsFileRows ? columns.contexts[numbers..<numbers + assembler.rowCount] : nil
        let source = DataSource(
            file: file.path, formatName: formatName, sha256: sha256, rowsRead: assembler.rowCount,
            rowsSkipped: ledger.count, skippedMessages: ledger.messages,
            interpretation: layout.interpretation(maximumBadRows: ledger.maximum))
        let read = InteractionColumns(
            items: columns.items, times: columns.times.isEmpty ? nil : columns.times, timeUnit: timeUnit,
            ratings: columns.ratings.isEmpty ? nil : columns.ratings,
            behaviors: columns.behaviors.isEmpty ? nil : columns.behaviors, behaviorNames: assembler.behaviors.ids,
            contexts: contexts, fileRows: fileRows?.map { Int32(bitPattern: $0) })
        let log = InteractionLog(
            trusted: read, users: assembler.users, items: assembler.items, offsets: offsets, source: source)
        return Content(log: log, catalog: assembler.catalog.build(), firstRows: firstRows)
    }
}

extension InteractionFileReader {
    /// What one file of interactions gives, and what the cache keeps of it: the log, what its rows say about items, and its
    /// first rows.
    struct Content: Sendable {
        var log: InteractionLog
        var catalog: ItemCatalog
        var firstRows: [SampleRow] = []

        /// The same with a changed source of the log.
        func changingSource(_ change: (inout DataSource) -> Void) -> Content {
            var (changed, source) = (self, log.source)
            change(&source)
            changed.log = log.replacing(source: source)
            return changed
        }
    }
}

extension SampleRow {
    private static let limit = 3

    /// The first rows that were accepted, in the order of the file. The columns must not have been sorted yet.
    fileprivate static func first(of rows: borrowing RowAssembler, columns: ColumnPointers) -> [SampleRow] {
        (0..<min(limit, rows.rowCount)).map { row in
            var context: [String: String] = [:]
            for (index, column) in rows.layout.contexts.enumerated() {
                let bits = columns.contexts[index * columns.capacity + row]
                let number = Float(bitPattern: bits)
                context[column.name] =
                    column.isNumber
                    ? (number.isNaN ? nil : "\(number)") : rows.contexts[index].id(at: Int32(bitPattern: bits))
            }
            return SampleRow(
                user: rows.users.id(at: columns.users[row]) ?? "", item: rows.items.id(at: columns.items[row]) ?? "",
                time: columns.times.isEmpty ? nil : Instant(columns.times[row], rows.timeUnit).iso8601,
                rating: columns.ratings.isEmpty ? nil : columns.ratings[row],
                behavior: columns.behaviors.isEmpty
                    ? nil : rows.behaviors.id(at: Int32(columns.behaviors[row]) + 1),
                context: context)
        }
    }
}
