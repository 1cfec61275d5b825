import SegueCore

/// All models of Segue, by the names that recipes use. A new model is one line here; its entry stands in its own file.
public enum ModelCatalog {
    /// The models that rank the catalog, in the order they are listed to people.
    public static let nextItem: [ModelEntry<any NextItemModel>] = [
        Popularity.entry, RecentPopularity.entry, ItemKNN.entry, DecayedItemKNN.entry, SequentialRules.entry,
        EASE.entry, BPRMF.entry, SequentialMF.entry,
        Item2VecModel.entry, StandardGRU.entry, LinearUserGRU.entry, RectifiedLinearUserGRU.entry,
        AttentionalUserGRU.entry, FISCL.entry, SASRec.entry, SequenceTransformer.entry, BERT4Rec.entry, HSTU.entry,
        FuXiAlpha.entry, NARM.entry, STAMP.entry, RankingBlend.entry,
    ]

    /// The models that predict one number per example.
    public static let pointwise: [ModelEntry<any PointwiseModel>] = [
        ConstantRating.entry, ItemMean.entry, UserMean.entry, Biases.entry, BiasedMF.entry, AlternatingMF.entry,
        BayesianMF.entry,
        SVDPlusPlus.entry, TimeSVDPlusPlus.entry, NSVD.entry, AutoRec.entry, GLocalK.entry, GCMC.entry,
        FFNN.entry, SeqRec.entry, RatingBST.entry, RRN.entry,
        LogisticRegression.entry, FactorizationMachine.entry, AFM.entry, WideAndDeep.entry, NFM.entry, DeepFM.entry,
        DCN.entry, DCNv2.entry, AutoInt.entry, AutoInt.plusEntry, NeuMF.entry, DIN.entry, DIEN.entry, ClickBST.entry,
        SSRF.entry, SSRF.withoutContextEntry, SSRF.withoutPairsEntry, ClickCounts.entry, PointwiseBlend.entry,
    ]

    /// Every model.
    public static let entries: [any ModelDescription] = nextItem + pointwise

    /// The entry of a name.
    /// - Throws: `ConfigurationError` that suggests the nearest name.
    public static func entry(named name: String) throws -> any ModelDescription {
        try find(name, among: entries)
    }

    /// The entry of a model that ranks the catalog.
    /// - Throws: `ConfigurationError` that suggests the nearest name, or says that the model does something else.
    public static func nextItem(named name: String) throws -> ModelEntry<any NextItemModel> {
        if let entry = nextItem.first(where: { $0.name == name }) { return entry }
        let other = try entry(named: name)
        let tasks = pointwise.first { $0.name == other.name }?.tasks.map { "`task: \($0.rawValue)`" } ?? []
        throw ConfigurationError(
            field: "model.name",
            problem: "'\(other.name)' predicts one number per example and ranks nothing; name "
                + tasks.joined(separator: " or "))
    }

    /// The entry of a model that predicts one number.
    /// - Throws: `ConfigurationError` that suggests the nearest name, or says that the model does something else.
    public static func pointwise(named name: String) throws -> ModelEntry<any PointwiseModel> {
        if let entry = pointwise.first(where: { $0.name == name }) { return entry }
        let other = try entry(named: name)
        throw ConfigurationError(
            field: "model.name", problem: "'\(other.name)' ranks items and predicts no number; name `task: next-item`")
    }

    private static func find(
        _ name: String, among entries: [any ModelDescription]
    ) throws -> any ModelDescription {
        if let entry = entries.first(where: { $0.name == name }) { return entry }
        let nearest = NearestName.find(name, among: entries.map(\.name))
        let hint = nearest.map { "; did you mean '\($0)'?" } ?? "; `segue models` lists them"
        throw ConfigurationError(field: "model.name", problem: "there is no model '\(name)'\(hint)")
    }
}
