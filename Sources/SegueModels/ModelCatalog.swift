import SegueCore
import Torch

/// All models of Segue, by the names that recipes use. A new model is one line here.
public enum ModelCatalog {
    /// Every model, in the order they are listed to people.
    public static let entries: [ModelEntry] = [
        ModelEntry("popularity", "Popularity", family: .popularity) { (configuration: Popularity.Configuration, _, _) in
            try Popularity(configuration: configuration)
        },
        ModelEntry("recent-popularity", "Recent popularity", family: .popularity) {
            (configuration: RecentPopularity.Configuration, _, _) in try RecentPopularity(configuration: configuration)
        },
        ModelEntry("item-knn", "Item-based k-NN", family: .neighborhood) {
            (configuration: ItemKNN.Configuration, _, _) in try ItemKNN(configuration: configuration)
        },
        ModelEntry(
            "decayed-item-knn", "Exp. decaying item-based k-NN", family: .neighborhood, source: "Ding and Li 2005"
        ) { (configuration: DecayedItemKNN.Configuration, _, _) in try DecayedItemKNN(configuration: configuration) },
        ModelEntry("bpr-mf", "Matrix factorization (BPR)", family: .factorization, source: "Rendle et al. 2009") {
            (configuration: BPRMF.Configuration, _, _) in try BPRMF(configuration: configuration)
        },
        ModelEntry(
            "sequential-mf", "Sequential matrix factorization", family: .factorization, source: "Karatzoglou 2011"
        ) { (configuration: SequentialMF.Configuration, _, _) in try SequentialMF(configuration: configuration) },
        ModelEntry("item2vec", "item2vec", family: .itemVectors, source: "Barkan and Koenigstein 2016") {
            (configuration: Item2VecModel.Configuration, _, _) in try Item2VecModel(configuration: configuration)
        },
        ModelEntry("standard-gru", "Standard GRU", family: .recurrent, source: userGRU) {
            (configuration: StandardGRU.Configuration, sizes, generator) in
            try StandardGRU(configuration: configuration, itemCount: sizes.itemCount, generator: generator)
        },
        ModelEntry("linear-user-gru", "Linear user-based GRU", family: .recurrent, source: userGRU) {
            (configuration: LinearUserGRU.Configuration, sizes, generator) in
            try LinearUserGRU(
                configuration: configuration, itemCount: sizes.itemCount, userCount: sizes.userCount,
                generator: generator)
        },
        ModelEntry("rectified-user-gru", "Rectified linear user-based GRU", family: .recurrent, source: userGRU) {
            (configuration: RectifiedLinearUserGRU.Configuration, sizes, generator) in
            try RectifiedLinearUserGRU(
                configuration: configuration, itemCount: sizes.itemCount, userCount: sizes.userCount,
                generator: generator)
        },
        ModelEntry("attentional-user-gru", "Attentional user-based GRU", family: .recurrent, source: userGRU) {
            (configuration: AttentionalUserGRU.Configuration, sizes, generator) in
            try AttentionalUserGRU(
                configuration: configuration, itemCount: sizes.itemCount, userCount: sizes.userCount,
                generator: generator)
        },
        ModelEntry("fiscl", "FISCL", family: .recurrent, source: "Zhao et al., class labels and deep Bi-LSTM") {
            (configuration: FISCL.Configuration, sizes, generator) in
            try FISCL(
                configuration: configuration, itemCount: sizes.itemCount, labelCount: sizes.labelCount,
                generator: generator)
        },
    ]

    private static let userGRU = "Donkers, Loepp and Ziegler 2017"

    /// The entry of a name.
    /// - Throws: `ConfigurationError` that suggests the nearest name.
    public static func entry(named name: String) throws -> ModelEntry {
        if let entry = entries.first(where: { $0.name == name }) { return entry }
        let nearest = NearestName.find(name, among: entries.map(\.name))
        let hint = nearest.map { "; did you mean '\($0)'?" } ?? "; `segue models` lists them"
        throw ConfigurationError(field: "model.name", problem: "there is no model '\(name)'\(hint)")
    }
}
