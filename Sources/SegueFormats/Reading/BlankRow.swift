/// Rows that hold nothing, such as the empty rows of a spreadsheet.
///
/// Where a file begins is decided here for the sample, which finds the header, and for the reader, which skips it: the two
/// must agree, or a header becomes an interaction.
enum BlankRow {
    /// Whether a row is made of blanks, delimiters, line ends and, where fields may be quoted, quotes alone.
    static func isBlank(_ row: UnsafeRawBufferPointer, delimiter: Delimiter, quotes: Bool) -> Bool {
        row.allSatisfy { byte in
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D, delimiter.byte: true
            case 0x22: quotes
            default: false
            }
        }
    }
}
