import Foundation
import SegueBundle
import SegueData

extension ModelBundle {
    /// The parts of the resolved recipe that say how a model is measured.
    struct RecordedRecipe: Decodable {
        var data = DataConfiguration()
        var evaluation = EvaluationConfiguration()

        private enum CodingKeys: String, CodingKey {
            case data, evaluation
        }

        init() {}

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            data = try values.decodeIfPresent(DataConfiguration.self, forKey: .data) ?? data
            evaluation = try values.decodeIfPresent(EvaluationConfiguration.self, forKey: .evaluation) ?? evaluation
        }
    }

    /// What the recipe records; the defaults when the bundle has none.
    func recordedRecipe() throws -> RecordedRecipe {
        try recipe.map { try JSONDecoder().decode(RecordedRecipe.self, from: $0) } ?? RecordedRecipe()
    }

    /// How the model was measured after training.
    public func evaluationConfiguration() throws -> EvaluationConfiguration { try recordedRecipe().evaluation }

    /// Splits data as it was split when the model was trained.
    /// - Throws: `ModelBundleError` when the data is not what the model was trained on, or was read otherwise; it names
    ///   what differs with both values.
    public func split(of dataset: Dataset) throws -> DataSplit {
        let file = dataset.log.source.file
        switch DataIdentity(of: dataset.log, comparedWith: provenance) {
        case .same: break
        case .readDifferently(let differences):
            throw ModelBundleError(
                file: file,
                problem: "it is read otherwise than for training: \(differences.joined(separator: "; ")). Read it as "
                    + "then (--format, --columns, --delimiter, --decimal-comma, --time-unit, --date-format, "
                    + "--max-bad-rows)")
        case .otherData(let differences):
            throw ModelBundleError(
                file: file,
                problem: "it is not the data that the model was trained on (\(differences.joined(separator: "; "))). "
                    + "To measure the model on new data, add --new-data")
        }
        let data = try recordedRecipe().data
        return try provenance.split.strategy.split(
            data.prepare(dataset.log), unseenItems: data.unseenItems, minimumTrainingUsers: data.minimumTrainingUsers)
    }
}
