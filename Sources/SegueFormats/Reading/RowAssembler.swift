import SegueData

/// Turns the fields of rows into columns and vocabularies. A row enters completely or not at all, so that a malformed row
/// leaves no identifier behind.
struct RowAssembler {
    /// Longest identifier accepted, in bytes.
    static let longestIdentifier = 4096

    let layout: InteractionLayout
    private let columns: ColumnPointers
    private let scratch = ScratchArena()
    private var times: TimeRecorder
    private let timesAreNumbers: Bool
    private let decimalComma: DecimalComma?
    private let (timeField, ratingField, behaviorField): (Int, Int, Int)
    private let isPlain: Bool

    private(set) var users = Vocabulary()
    private(set) var items = Vocabulary()
    private(set) var behaviors = Vocabulary()
    private(set) var contexts: [Vocabulary]
    private(set) var catalog = ItemCatalogBuilder()
    /// Number of rows accepted.
    private(set) var rowCount = 0
    /// What was wrong with the last row refused.
    private(set) var problem = RowProblem(offset: 0, message: "")

    init(layout: InteractionLayout, columns: ColumnPointers) {
        self.layout = layout
        self.columns = columns
        times = TimeRecorder(layout.timeEncoding)
        timesAreNumbers = layout.timeEncoding.isNumber
        decimalComma = layout.usesDecimalComma ? DecimalComma() : nil
        timeField = layout.time ?? -1
        ratingField = layout.rating ?? -1
        behaviorField = layout.behavior ?? -1
        contexts = layout.contexts.map { _ in Vocabulary() }
        isPlain =
            layout.behavior == nil && layout.contexts.isEmpty && !layout.describesItems && !layout.keepsFileRows
    }

    /// Enters a row of `layout.fieldCount` fields.
    ///
    /// - Returns: false when the row is malformed; ``problem`` then says why.
    @inline(__always)
    mutating func append(_ fields: UnsafePointer<FieldSlice>) -> Bool {
        guard rowCount < columns.capacity else { return refuse(fields[0], "more rows than were counted") }
        let (userField, itemField) = (fields[layout.user], itemSlice(fields))
        let (user, item) = (Vocabulary.canonicalDecimal(userField.bytes), Vocabulary.canonicalDecimal(itemField.bytes))
        if user < 0, !isIdentifier(userField, "a user identifier") { return false }
        if item < 0, !isIdentifier(itemField, "an item identifier") { return false }
        if timeField >= 0 {
            if let expected = times.record(timeText(fields[timeField]), row: rowCount, in: columns.times) {
                return refuse(fields[timeField], "expected \(expected), found")
            }
        }
        if ratingField >= 0 {
            guard let rating = NumberParsing.float(number(fields[ratingField])) else {
                return refuse(
                    fields[ratingField], "expected a finite number as rating\(numberHint(fields[ratingField])), found")
            }
            columns.ratings[rowCount] = rating
        }
        if !isPlain, !checkFurtherFields(fields) { return false }
        let knownItems = items.count
        let (userIndex, itemIndex) = (
            users.insert(userField.bytes, decimal: user), items.insert(itemField.bytes, decimal: item)
        )
        guard userIndex != Vocabulary.padding, itemIndex != Vocabulary.padding else {
            return refuse(userField, "more identifiers than a vocabulary holds, at")
        }
        columns.users[rowCount] = userIndex
        columns.items[rowCount] = itemIndex
        if !isPlain { enterFurtherFields(fields, item: itemField, isNewItem: items.count > knownItems) }
        rowCount += 1
        return true
    }

    /// The text of a number, with a point before its fraction.
    @inline(__always)
    private func number(_ field: FieldSlice) -> UnsafeRawBufferPointer {
        decimalComma?.withPoint(field.bytes) ?? field.bytes
    }

    /// The text of a time; dates keep their points.
    @inline(__always)
    private func timeText(_ field: FieldSlice) -> UnsafeRawBufferPointer {
        timesAreNumbers ? number(field) : field.bytes
    }

    private func numberHint(_ field: FieldSlice) -> String {
        if decimalComma != nil { return " with a decimal comma" }
        return field.bytes.contains(0x2C) ? " (a decimal comma needs --decimal-comma)" : ""
    }

    /// What the time column counts so far.
    var timeUnit: TimeUnit { times.unit }

    /// Notes why a row is refused.
    @inline(never)
    mutating func refuse(_ field: FieldSlice, _ message: String) -> Bool {
        problem = RowProblem(offset: field.offset, message: "\(message) \(Self.quoted(field.bytes))")
        return false
    }

    /// A field for a message: at most 40 bytes, unprintable ones escaped.
    static func quoted(_ bytes: UnsafeRawBufferPointer) -> String {
        var text = "\""
        for byte in bytes.prefix(40) {
            if byte >= 0x20, byte < 0x7F {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                text += "\\x" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return text + (bytes.count > 40 ? "…\" (\(bytes.count) bytes)" : "\"")
    }

    @inline(__always)
    private mutating func itemSlice(_ fields: UnsafePointer<FieldSlice>) -> FieldSlice {
        let field = fields[layout.item]
        return field.count == 0 && !layout.itemAlternatives.isEmpty ? joinedItem(fields, field) : field
    }

    private mutating func joinedItem(_ fields: UnsafePointer<FieldSlice>, _ field: FieldSlice) -> FieldSlice {
        scratch.reset()
        let parts = layout.itemAlternatives.map { fields[$0].bytes }
        guard parts.allSatisfy({ !$0.isEmpty }) else { return field }
        let joined = Array(parts.joined(separator: Array(InteractionLayout.joiner.utf8)))
        let room = scratch.allocate(joined.count)
        room.copyBytes(from: joined)
        return FieldSlice(
            start: UnsafeRawPointer(room.baseAddress ?? UnsafeMutableRawPointer(mutating: field.start)),
            count: joined.count, offset: field.offset)
    }

    /// Identifiers that are not small integers: not empty, valid UTF-8, no NUL.
    private mutating func isIdentifier(_ field: FieldSlice, _ what: StaticString) -> Bool {
        guard field.count > 0 else { return refuse(field, "expected \(what), found") }
        guard field.count <= Self.longestIdentifier else {
            return refuse(field, "expected \(what) of at most \(Self.longestIdentifier) bytes, found")
        }
        guard !field.bytes.contains(0) else { return refuse(field, "expected \(what) without NUL bytes, found") }
        if let position = UTF8Validation.firstInvalidOffset(in: field.bytes) {
            let wrong = FieldSlice(
                start: field.start + position, count: field.count - position, offset: field.offset + position)
            return refuse(wrong, "expected \(what) in UTF-8, found at byte \(wrong.offset) of the file")
        }
        return true
    }

    private mutating func checkFurtherFields(_ fields: UnsafePointer<FieldSlice>) -> Bool {
        if behaviorField >= 0 {
            let field = fields[behaviorField]
            guard isIdentifier(field, "a kind of interaction") else { return false }
            guard behaviors.count < 256 || behaviors.find(field.bytes) != Vocabulary.padding else {
                return refuse(field, "expected at most 256 kinds of interaction, found one more:")
            }
        }
        for context in layout.contexts where fields[context.field].count > 0 {
            let field = fields[context.field]
            if context.isNumber {
                guard NumberParsing.float(number(field)) != nil else {
                    return refuse(
                        field, "expected a finite number in column \(context.name)\(numberHint(field)), found")
                }
            } else if !isIdentifier(field, "a token") {
                return false
            }
        }
        return true
    }

    private mutating func enterFurtherFields(
        _ fields: UnsafePointer<FieldSlice>, item: FieldSlice, isNewItem: Bool
    ) {
        if behaviorField >= 0 {
            let kind = behaviors.insert(utf8: fields[behaviorField].bytes)
            columns.behaviors[rowCount] = UInt8(truncatingIfNeeded: kind - 1)
        }
        for column in layout.contexts.indices {
            let context = layout.contexts[column]
            let bytes = context.isNumber ? number(fields[context.field]) : fields[context.field].bytes
            let index = column * columns.capacity + rowCount
            if context.isNumber {
                columns.contexts[index] = (NumberParsing.float(bytes) ?? Float.nan).bitPattern
            } else if !bytes.isEmpty {
                columns.contexts[index] = UInt32(bitPattern: contexts[column].insert(utf8: bytes))
            }
        }
        if layout.keepsFileRows {
            columns.contexts[layout.contexts.count * columns.capacity + rowCount] = UInt32(truncatingIfNeeded: rowCount)
        }
        if isNewItem, layout.describesItems { describe(item, fields) }
    }

    private mutating func describe(_ item: FieldSlice, _ fields: UnsafePointer<FieldSlice>) {
        let texts = layout.titles.map { Self.text(fields[$0]) }.filter { !$0.isEmpty }
        let category = layout.category.map { Self.text(fields[$0]) } ?? ""
        catalog.add(
            ItemCatalog.Item(
                id: Self.text(item), title: texts.isEmpty ? nil : texts.joined(separator: InteractionLayout.joiner),
                categories: SidecarTable.genres(category)))
    }

    private static func text(_ field: FieldSlice) -> String {
        TextDecoding(content: field.bytes).string(field.bytes)
    }
}
