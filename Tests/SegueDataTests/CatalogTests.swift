import Foundation
import Testing

@testable import SegueData

@Suite struct CatalogTests {
    private let catalog = ItemCatalog([
        ItemCatalog.Item(id: "1", title: "One", categories: ["A", "B", "A"], texts: ["year": "1999"]),
        ItemCatalog.Item(id: "2", numbers: ["price": 3]),
        ItemCatalog.Item(id: "1", title: "Again"),
        ItemCatalog.Item(id: "3", title: "Three", categories: ["B"], texts: ["year": "2000"], numbers: ["price": 4]),
    ])

    private func check(_ catalog: ItemCatalog) {
        #expect(catalog.count == 3)
        #expect(catalog.title(of: "1") == "One")
        #expect(catalog.title(of: "2") == nil)
        #expect(catalog.title(of: "9") == nil)
        #expect(catalog.categories(of: "1") == ["A", "B"])
        #expect(catalog.categories(of: "2") == [])
        #expect(catalog.categories(of: "3") == ["B"])
        #expect(catalog.categoryNames == ["A", "B"])
        #expect(catalog.text("year", of: "3") == "2000")
        #expect(catalog.text("year", of: "2") == nil)
        #expect(catalog.number("price", of: "1") == nil)
        #expect(catalog.number("price", of: "3") == 4)
    }

    @Test func answersById() { check(catalog) }

    @Test func encodingRestoresIt() throws {
        let restored = try ItemCatalog(encoded: catalog.encoded())
        check(restored)
        #expect(restored == catalog)
        #expect(try ItemCatalog(encoded: ItemCatalog.empty.encoded()).isEmpty)
    }

    @Test func damagedEncodingsAreRefused() throws {
        let bytes = catalog.encoded()
        for length in 0..<bytes.count {
            #expect(throws: CatalogDecodingError.self) { try ItemCatalog(encoded: bytes.prefix(length)) }
        }
        for position in bytes.indices {
            var flipped = bytes
            flipped[position] ^= 0x40
            _ = try? ItemCatalog(encoded: flipped)
        }
    }
}
