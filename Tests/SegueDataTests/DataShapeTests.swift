import SegueCore
import Testing

@testable import SegueData

/// Shapes as files may hold them.
@Suite struct DataShapeTests {
    private static let field = FeatureField(name: "item.genres", source: .item, kind: .labels(count: 3))

    private static func shape(_ fields: [FeatureField], ratings: ClosedRange<Float>? = nil) -> DataShape {
        DataShape(
            itemCount: 5, userCount: 4, ratingRange: ratings, features: FeatureSchema(fields: fields), task: .rating)
    }

    @Test func soundShapesPass() throws {
        let identity = FeatureField(name: "user", source: .user, kind: .category(count: 4))
        let number = FeatureField(name: "user.age", source: .user, kind: .number(mean: 30, deviation: 2))
        let text = FeatureField(name: "item.title", source: .item, kind: .text(dimension: 384, encoder: "e"))
        try Self.shape([identity, Self.field, number, text], ratings: 1...5).validate()
    }

    @Test(arguments: [
        ("features.user", FeatureField(name: "user", source: .user, kind: .category(count: 3))),
        ("features.item.genres", FeatureField(name: "item.genres", source: .item, kind: .labels(count: -1))),
        ("features.user.age", FeatureField(name: "user.age", source: .user, kind: .number(mean: 1, deviation: 0))),
        ("features.user.age", FeatureField(name: "user.age", source: .user, kind: .number(mean: .nan, deviation: 1))),
        (
            "features.item.title",
            FeatureField(name: "item.title", source: .item, kind: .text(dimension: 0, encoder: ""))
        ),
    ]) func brokenFieldsAreNamed(name: String, field: FeatureField) {
        let error = #expect(throws: ConfigurationError.self) { try Self.shape([field]).validate() }
        #expect(error?.field == name)
    }

    @Test func namesMustDifferAndRangesBeFinite() {
        let twice = #expect(throws: ConfigurationError.self) { try Self.shape([Self.field, Self.field]).validate() }
        #expect(twice?.field == "features")
        let endless = #expect(throws: ConfigurationError.self) {
            try Self.shape([], ratings: 1...Float.infinity).validate()
        }
        #expect(endless?.field == "ratingRange")
    }
}
