import Foundation
import SegueData
import Testing

@testable import SegueFormats

@Suite struct SummaryTests {
    @Test func factsOfASmallFile() throws {
        let folder = try TemporaryFolder()
        _ = try folder.file("movies.dat", "1::One::A|B\n3::Three::B\n9::Nine::C\n")
        _ = try folder.file("users.dat", "7::F::1::1::1\n")
        let path = try folder.file("ratings.dat", "7::1::5::10\n7::1::4::10\n7::2::4::12\n8::1::0.5::20\n")
        let summary = DatasetSummary(of: try Dataset.load(path))
        #expect(summary.interactionCount == 4)
        #expect(summary.userCount == 2)
        #expect(summary.itemCount == 2)
        #expect(summary.density == 0.75)
        #expect(summary.sequenceLength.minimum == 1)
        #expect(summary.sequenceLength.median == 1)
        #expect(summary.sequenceLength.maximum == 3)
        #expect(summary.sequenceLength.mean == 2)
        #expect(summary.itemPopularity.maximum == 3)
        #expect(summary.firstTime == 10 && summary.lastTime == 20)
        #expect(summary.tiedTimeShare == 0.5)
        #expect(summary.repeatedItemShare == 0.25)
        #expect(summary.ratings.map(\.rating) == [0.5, 4, 5])
        #expect(summary.ratings.map(\.count) == [1, 2, 1])
        #expect(summary.catalogItemCount == 3)
        #expect(summary.titledItemShare == 0.5)
        #expect(summary.categoryCount == 3)
        #expect(summary.knownUserShare == 0.5)
        let decoded = try JSONDecoder().decode(DatasetSummary.self, from: JSONEncoder().encode(summary))
        #expect(decoded == summary)
    }
}
