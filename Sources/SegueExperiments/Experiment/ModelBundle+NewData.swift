import SegueBundle
import SegueData
import SegueEvaluation

extension ModelBundle {
    /// The test part of data that the model was not trained on, prepared and split by the bundle's own rules, or by its
    /// parts where files give them.
    ///
    /// Users that the model knows by id are scored as themselves, the others from their histories alone. Items that it
    /// does not know leave the histories; as targets they are dropped or count as misses, as the bundle's policy says.
    /// Both are counted in the record. Training statistics are those of the model's own data.
    ///
    /// - Throws: `PreparationError` for data that the rules do not fit, or of which the model knows no item;
    ///   `ModelBundleError` for the data that the model was trained on, and for a bundle that does not tell where its
    ///   training data end, as those of 0.1.
    public func newDataSet(_ dataset: Dataset) throws -> (set: EvaluationSet, split: DataSplit) {
        guard case .otherData = DataIdentity(of: dataset.log, comparedWith: provenance) else {
            throw ModelBundleError(
                file: dataset.log.source.file,
                problem:
                    "it is no new data but what the model was trained on; leave --new-data out, and read it as then")
        }
        guard let trainingEnds = histories.trainingEnds else {
            throw ModelBundleError(
                file: "histories.safetensors",
                problem: "it does not tell where the training data end, as bundles of 0.1; train the model anew")
        }
        let data = try recordedRecipe().data
        let log = try data.prepare(dataset.log)
        let strategy = log.hasGivenParts ? SplitStrategy.given() : provenance.split.strategy
        guard log.hasGivenParts || strategy.name != GivenSplit.name else {
            throw PreparationError.invalidParameter(
                operation: "--new-data", parameter: "data",
                problem:
                    "the model was trained on given files, so its split says nothing of other data; name what is to "
                    + "be predicted with --test FILE in place of --data")
        }
        guard log.count > 0 else { throw PreparationError.emptyLog(operation: strategy.name) }
        let split = try DataSplit(
            newLog: log, boundaries: strategy.boundaries(of: log), knownItems: items, strategy: strategy,
            unseenItems: data.unseenItems)
        var itemCounts = [Int](repeating: 0, count: items.count)
        var userCounts: [Int] = []
        for (start, end) in zip(histories.offsets, trainingEnds) {
            userCounts.append(Int(end - start))
            for item in histories.items[Int(start)..<Int(end)] { itemCounts[Int(item) - 1] += 1 }
        }
        let questions = questions(of: split)
        let set = try EvaluationSet(
            queries: questions.queries, itemTrainingCounts: itemCounts, userTrainingCounts: userCounts,
            unseenTargets: questions.unseen, unseenItemPolicy: data.unseenItems,
            steps: [.newData(record(of: dataset, log: log))] + ProtocolStep.steps(of: split.description),
            properties: split.description.properties, emptyReason: split.reasonForNoTargets(.test))
        return (set, split)
    }

    /// The test queries and lost targets of a split of new data, in the model's own indices.
    private func questions(of split: DataSplit) -> (queries: [NextItemQuery], unseen: [UnseenTargets]) {
        let itemOf = indices(of: split.log.items, in: items)
        let userOf = trainedUsers(of: split.log)
        let askedUsers = split.targetUsers(.test)
        let queries = zip(split.queries(.test), askedUsers).map { query, user in
            var own = query
            own.user = userOf[Int(user) - 1]
            own.history = query.history.mappingItems { itemOf[Int($0) - 1] }
            return own
        }
        var queryOfUser: [Int32: Int] = [:]
        for (query, user) in askedUsers.enumerated() { queryOfUser[user] = query }
        let unseen = split.unseenTest.enumerated().compactMap { index, count -> UnseenTargets? in
            guard count > 0 else { return nil }
            let query = queryOfUser[Int32(truncatingIfNeeded: index + 1)]
            return UnseenTargets(user: userOf[index], query: query, count: Int(count))
        }
        return (queries, unseen)
    }

    private func record(of dataset: Dataset, log: InteractionLog) -> NewDataRecord {
        let userOf = trainedUsers(of: log)
        let isUnknown = indices(of: log.items, in: items).map { $0 == Vocabulary.padding }
        let source = dataset.log.source
        return NewDataRecord(
            file: source.file, sha256: source.sha256, knownUsers: userOf.count { $0 != Vocabulary.padding },
            unknownUsers: userOf.count { $0 == Vocabulary.padding }, unknownItems: isUnknown.count { $0 },
            unknownItemInteractions: log.itemColumn.count { isUnknown[Int($0) - 1] })
    }

    /// For each user of a log the index by which the model knows them; 0 for those it was not trained on, though they may
    /// be in its vocabulary.
    private func trainedUsers(of log: InteractionLog) -> [Int32] {
        indices(of: log.users, in: users).map { user in
            let index = Int(user) - 1
            guard index >= 0, let ends = histories.trainingEnds, ends[index] > histories.offsets[index] else {
                return Vocabulary.padding
            }
            return user
        }
    }

    /// For each id of a vocabulary its index in another one; 0 where that does not have it.
    private func indices(of ids: Vocabulary, in other: Vocabulary) -> [Int32] {
        ids.ids.map { other.index(of: $0) ?? Vocabulary.padding }
    }
}
