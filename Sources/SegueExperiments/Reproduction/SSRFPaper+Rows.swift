import SegueEvaluation

extension SSRFPaper {
    /// The rows of the table: counting first, then the paper's baselines and others by age, the paper's own, and last ours,
    /// which have three further fields; the last blends the two before it and wants them beside it.
    public static let rows: [PaperRow] = [
        PaperRow("constant", "Constant", recipe: "fm-taobao"),
        PaperRow("popularity", "Popularity", recipe: "fm-taobao"),
        PaperRow("user-category", "User × category", recipe: "fm-taobao"),
        PaperRow("both-counts", "Both counts", recipe: "fm-taobao"),
        PaperRow("lr", "LR", recipe: "logistic-regression-taobao", model: "Logistic regression"),
        row("fm", base, recipe: "fm-taobao", model: "Factorization machine"),
        PaperRow("afm", "AFM", recipe: "afm-taobao"),
        row("nfm", "NFM"),
        row("wide-and-deep", "Wide & Deep"),
        row("deepfm", "DeepFM"),
        row("dcn", "DCN"),
        PaperRow("dcn-v2", "DCN V2", recipe: "dcn-v2-taobao"),
        row("autoint", "AutoInt"),
        PaperRow("autoint-plus", "AutoInt+", recipe: "autoint-plus-taobao"),
        PaperRow("neumf", "NeuMF", recipe: "neumf-taobao"),
        row("din", "DIN"),
        PaperRow("dien", "DIEN", recipe: "dien-taobao"),
        PaperRow("bst", "BST", recipe: "bst-taobao"),
        row("ssrf", own),
        PaperRow("ssrf-uc", "SSRF-UC", recipe: "ssrf-taobao"),
        PaperRow("ssrf-o", "SSRF-O", recipe: "ssrf-taobao"),
        PaperRow("own-deepfm", "DeepFM, recency and users", recipe: "first-contact-taobao", remark: fieldsRemark),
        PaperRow("own-din", "DIN, recency and users", recipe: "first-contact-taobao", remark: fieldsRemark),
        PaperRow("own-blend", "Blend of both", recipe: "first-contact-taobao"),
    ]

    /// The rows that are lines of Figures 2 and 3, unless others are named.
    public static let usualLines = ["fm", "wide-and-deep", "deepfm", "din", "ssrf"]

    private static let fieldsRemark =
        "Recency and users: fields of ours, how long ago, in seconds and in events, the user last met the item's category, and how "
        + "many other users of the fit part have the item; items have no vectors. Blend of both weighs the two on validation."

    private static func row(
        _ name: String, _ title: String, recipe: String? = nil, model: String? = nil
    ) -> PaperRow {
        let published = Self.published.first { $0.title == title }
        return PaperRow(
            name, title, recipe: recipe ?? "\(name)-taobao", model: model,
            published: published.map { [.auc: $0.alibaba.auc] } ?? [:])
    }

    /// A row of Table II as it was printed.
    struct Published {
        /// The model, as here.
        let title: String
        /// AUC and RelaImpr in percent on the one data set.
        let alibaba: (auc: Double, improvement: Double)
        /// The same on the other.
        let retailrocket: (auc: Double, improvement: Double)
    }

    /// Table II, in its order.
    static let published = [
        Published(title: "FM", alibaba: (0.698, 38.91), retailrocket: (0.728, 41.35)),
        Published(title: "Wide & Deep", alibaba: (0.680, 27.89), retailrocket: (0.715, 30.73)),
        Published(title: "NFM", alibaba: (0.678, 52.34), retailrocket: (0.703, 56.84)),
        Published(title: "DeepFM", alibaba: (0.704, 69.72), retailrocket: (0.732, 70.08)),
        Published(title: "DCN", alibaba: (0.697, 74.78), retailrocket: (0.726, 76.23)),
        Published(title: "DIN", alibaba: (0.676, 85.23), retailrocket: (0.692, 86.19)),
        Published(title: "AutoInt", alibaba: (0.714, 87.52), retailrocket: (0.758, 88.57)),
        Published(title: "SSRF", alibaba: (0.880, 92.22), retailrocket: (0.912, 94.51)),
    ]

    /// What holds for all tables, noted below the last.
    static let generalRemarks = [
        "Published: Yu and Tian, Table II, Alibaba, and in the last column Retailrocket. Neither data set can be made again: the "
            + "paper's Table I gives Retailrocket 6,040 users with 165.5 actions each, which is MovieLens 1M, and Alibaba 21,960 "
            + "users with 15.1 each, 331 thousand, where the text says 85,000 records. How it draws negatives, and whether its "
            + "70 % are of the users or of the time, is not said.",
        "The paper defines AUC by Eq. 14 as the mean over users, here \"User AUC\", and its negatives as all items that a user "
            + "never touches; AUC here is over all test rows. RelaImpr stands for both, measured from FM of this run.",
        "User × category and Both counts learn no vectors: they count what happened before. No model that does not beat them "
            + "has learned anything of the items.",
        "Differences among networks are of the size of those among seeds where the marks do not say otherwise.",
    ]

    /// What is to be known of Table II as it was printed.
    static let publishedRemarks = [
        "The printed RelaImpr is not that of Eq. 15: the base model's own, FM's, would be 0 and is 38.91 and 41.35; DIN's AUC lies "
            + "below FM's on both data sets, so that its RelaImpr is negative, and is printed as 85.23 and 86.19; NFM and Wide & "
            + "Deep are below FM too. No base that all rows share gives the column: it ranks DIN above DeepFM, whose AUC is higher.",
        "\"At least 23.249 %\" in the text is 0.880 ∕ 0.714 − 1, a quotient of AUCs, and \"at least 5.37 %\" is 92.22 ∕ 87.52 − 1, "
            + "a quotient of RelaImprs; neither is a RelaImpr.",
    ]

    /// All remarks, which pages list below a table.
    public static var allRemarks: Set<String> { Set(generalRemarks + publishedRemarks) }
}
