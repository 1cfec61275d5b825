import SegueFormats

/// Lines of items, with and without user.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzItemLines(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    for name in ["sessions", "user-sessions", "sasrec", "user-item-rating"] {
        read(buffer(start, count), ReadOptions(formatName: name, maximumBadRows: 1000))
    }
    return 0
}
