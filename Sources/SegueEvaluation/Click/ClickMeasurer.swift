/// Measures clicks on some rows of a set.
struct ClickMeasurer {
    let set: PointwiseSet
    let logits: [Float]
    let options: ClickOptions
    let rows: [Int32]
    var lists: [CatalogList] = []

    /// The metrics with sums per user, one per column.
    private enum Column: Int, CaseIterable {
        case userAUC, gauc, logLoss, brier, calibration, eventAUC

        var metric: Metric {
            switch self {
            case .userAUC: .userAUC
            case .gauc: .gauc
            case .logLoss: .logLoss
            case .brier: .brier
            case .calibration: .calibration
            case .eventAUC: .eventAUC
            }
        }
    }

    /// All metrics.
    var measurement: PointwiseMeasurement {
        let columns = Column.allCases.filter { $0 != .eventAUC || set.groups != nil }
        // Lists are of users, not of rows: parts of the rows have none.
        let ofLists = rows.count == set.rowCount && !lists.isEmpty ? options.catalogMetrics : []
        var table = PerUserMetrics(weighing: columns.map(\.metric) + ofLists, users: set.units.users)
        addLists(ofLists, behind: columns.count, to: &table)
        var entropy = NormalizedEntropy(units: set.units.users.count)
        let order = ScoreOrder(logits, rows: rows)
        addUserAUCs(order, to: &table)
        addEventAUCs(order, to: &table)
        for row in rows.lazy.map({ Int($0) }) {
            let unit = Int(set.units.unitOfRow[row])
            let (label, weight) = (Double(set.labels[row]), set.weight(of: row))
            let logit = Logit(value: Double(logits[row]))
            let loss = logit.loss(isClick: label == 1, margin: options.probabilityMargin)
            let probability = logit.probability
            let distance = probability - label
            table.addEvent(row: unit)
            table.add(weight * loss, weight: weight, row: unit, column: Column.logLoss.rawValue)
            table.add(weight * distance * distance, weight: weight, row: unit, column: Column.brier.rawValue)
            table.add(weight * probability, weight: weight * label, row: unit, column: Column.calibration.rawValue)
            entropy.add(loss: loss, weight: weight, label: label, unit: unit)
        }
        let bins = CalibrationBins(order, logits: logits, set: set, options: options)
        let auc = GlobalAUC(order, logits: logits, set: set, ties: options.ties)
        let isDrawn = options.aucInterval == .bootstrap
        return PointwiseMeasurement(
            table: table, wholes: isDrawn ? [auc, entropy] : [entropy],
            values: bins.expectedError.map { [.ece: $0] } ?? [:],
            auc: isDrawn ? nil : auc.variance(units: set.units.users.count), reliability: bins.points)
    }

    private func addLists(_ metrics: [Metric], behind first: Int, to table: inout PerUserMetrics) {
        let units = Dictionary(
            zip(set.units.users, set.units.users.indices), uniquingKeysWith: { first, _ in first })
        for list in lists {
            guard list.user != 0, let unit = units[list.user] else { continue }
            for (index, metric) in metrics.enumerated() {
                guard let value = list.value(of: metric) else { continue }
                table.add(value, weight: 1, row: unit, column: first + index)
            }
        }
    }

    private func addUserAUCs(_ order: ScoreOrder, to table: inout PerUserMetrics) {
        let parts = order.parts(set.units.unitOfRow, count: set.units.users.count)
        for unit in set.units.users.indices {
            let pairs = PairCount(of: parts[unit], logits: logits, set: set, ties: options.ties)
            guard let auc = pairs.auc else { continue }
            let weight = pairs.positives + (options.userWeight == .examples ? pairs.negatives : 0)
            table.add(auc, weight: 1, row: unit, column: Column.userAUC.rawValue)
            table.add(weight * auc, weight: weight, row: unit, column: Column.gauc.rawValue)
        }
    }

    private func addEventAUCs(_ order: ScoreOrder, to table: inout PerUserMetrics) {
        guard let groups = set.units.groupOfRow else { return }
        let parts = order.parts(groups, count: set.units.unitOfGroup.count)
        for (group, unit) in set.units.unitOfGroup.enumerated() {
            let pairs = PairCount(of: parts[group], logits: logits, set: set, ties: options.ties)
            guard let auc = pairs.auc else { continue }
            table.add(auc, weight: 1, row: Int(unit), column: Column.eventAUC.rawValue)
        }
    }
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The logarithm of a click's odds, as a model gives it, with what follows from it without loss of digits.
struct Logit {
    let value: Double

    /// The probability of a click, 1 / (1 + e^−z).
    var probability: Double {
        guard value < 0 else { return 1 / (1 + exp(-value)) }
        let odds = exp(value)
        return odds / (1 + odds)
    }

    /// The negative log-likelihood of a label for the probability clipped to a distance from 0 and 1: log(1 + e^z), with
    /// −z for z where there is a click, so that nothing is subtracted.
    func loss(isClick: Bool, margin: Double) -> Double {
        let bound = margin > 0 ? log((1 - margin) / margin) : .infinity
        let against = min(max(isClick ? -value : value, -bound), bound)
        return max(against, 0) + log1p(exp(-abs(against)))
    }
}
