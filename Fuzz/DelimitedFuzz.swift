import SegueFormats

/// Rows with separated fields; the first byte chooses delimiter, columns and decimal sign.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDelimited(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = buffer(start, count)
    guard let choice = bytes.first else { return 0 }
    let delimiters: [Delimiter?] = [.comma, .semicolon, .pipe, .tab, .colons, .blanks, nil]
    let mappings = [
        ColumnMapping(), ColumnMapping(user: "1", item: "2"),
        ColumnMapping(user: "2", item: "1", time: "3", rating: "4", behavior: "5", context: ["6"]),
    ]
    read(
        UnsafeRawBufferPointer(rebasing: bytes.dropFirst()),
        ReadOptions(
            formatName: "csv", maximumBadRows: 1000, columns: mappings[Int(choice) / 7 % 3],
            delimiter: delimiters[Int(choice) % 7], usesDecimalComma: choice >= 128 ? true : nil))
    return 0
}
