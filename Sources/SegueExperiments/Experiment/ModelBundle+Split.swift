import Foundation
import SegueBundle
import SegueData

extension ModelBundle {
    /// The parts of the resolved recipe that say how a model is measured.
    struct RecordedRecipe: Decodable {
        var data = DataConfiguration()
        var evaluation = EvaluationConfiguration()
        var seed: UInt64 = 1
        var examples: ExampleChoice?
        var testExamples: ExampleChoice?

        private enum CodingKeys: String, CodingKey {
            case data, evaluation, seed, examples, testExamples
        }

        init() {}

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            data = try values.decodeIfPresent(DataConfiguration.self, forKey: .data) ?? data
            evaluation = try values.decodeIfPresent(EvaluationConfiguration.self, forKey: .evaluation) ?? evaluation
            seed = try values.decodeIfPresent(UInt64.self, forKey: .seed) ?? seed
            examples = try values.decodeIfPresent(ExampleChoice.self, forKey: .examples)
            testExamples = try values.decodeIfPresent(ExampleChoice.self, forKey: .testExamples)
        }
    }

    /// What the recipe records; the defaults when the bundle has none.
    func recordedRecipe() throws -> RecordedRecipe {
        guard let recipe else { return RecordedRecipe() }
        do {
            return try JSONDecoder().decode(RecordedRecipe.self, from: recipe)
        } catch let error as DecodingError {
            throw ModelBundleError(file: "recipe.json", problem: error.plainText)
        }
    }

    /// Whether its split or its examples go by the rows of the file, which readers keep on demand alone.
    public var followsFileRows: Bool {
        get throws {
            let recorded = try recordedRecipe()
            return provenance.split.strategy.followsFileRows
                || [recorded.examples, recorded.testExamples].contains { $0?.strategy.followsFileRows ?? false }
        }
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

    /// How the model is measured on the data that it was trained on, where it predicts a number.
    /// - Parameters:
    ///   - dataset: The data that the model was trained on.
    ///   - evaluation: The options.
    /// - Throws: as ``split(of:)``.
    public func pointwiseTask(on dataset: Dataset, _ evaluation: EvaluationConfiguration) throws -> PointwiseTask {
        let recorded = try recordedRecipe()
        return try PointwiseTask(
            task: shape.task, examples: recorded.examples, testExamples: recorded.testExamples, evaluation: evaluation,
            seed: recorded.seed, dataset: dataset, split: split(of: dataset), features: features)
    }
}
