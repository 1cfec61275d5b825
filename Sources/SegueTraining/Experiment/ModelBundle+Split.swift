import Foundation
import SegueBundle
import SegueData

extension ModelBundle {
    /// Splits data as it was split when the model was trained.
    /// - Throws: `ModelBundleError` when the data is not what the model was trained on.
    public func split(of dataset: Dataset) throws -> DataSplit {
        let expected = provenance.data.sha256
        guard dataset.log.source.sha256 == expected else {
            throw ModelBundleError(
                file: dataset.log.source.file,
                problem: "its SHA-256 is \(dataset.log.source.sha256), the model was trained on \(expected): its "
                    + "vocabulary would not fit")
        }
        struct Recorded: Decodable { let data: DataConfiguration }
        let data = try recipe.map { try JSONDecoder().decode(Recorded.self, from: $0).data } ?? DataConfiguration()
        var log = try dataset.log.filtered(by: data.filters).log
        if let seed = data.shuffleTiesSeed { log = try log.shufflingTies(seed: seed) }
        return try provenance.split.strategy.split(
            log, unseenItems: data.unseenItems, minimumTrainingUsers: data.minimumTrainingUsers)
    }
}
