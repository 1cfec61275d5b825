import SegueData
import SegueEvaluation
import SegueModels
import SegueTraining
import Torch

try TorchRuntime.setThreadCount(1)  // for matrices this small, more threads only wait for each other

// A made-up world of films, cut as protocol D asks: of each viewer's sequence 90 % train, 5 % validate, 5 % test.
let dataset = try SyntheticCatalog(users: 300, items: 400, interactions: 24_000).dataset()
let split = try SplitStrategy.withinSequence().split(dataset.log)
let (validation, test) = (try EvaluationSet(split, part: .validation), try EvaluationSet(split, part: .test))
print(split.description)

// The baseline: the same list for everybody.
let popularity = try Popularity()
var random = SeededGenerator(seed: 1)
try popularity.fit(split.training, generator: &random, progress: { _ in })

// The network, small, stopped by what it does on the validation part.
var size = AttentionalUserGRU.Configuration()
size.hiddenSize = 32
size.attentionBias = -3
let network = try AttentionalUserGRU(
    configuration: size, itemCount: split.log.itemCount, userCount: split.log.userCount, generator: Generator(seed: 1))
var training = TrainingConfiguration()
training.batchSize = 16
training.epochs = 8
training.optimizer.learningRate = 0.005
let evaluator = try RankingEvaluator(.donkers2017)
let trainer = try Trainer(
    model: network, training: split.training, configuration: training, seed: 1,
    validate: { try evaluator.evaluate($0, named: "network", on: validation).evaluation.mrr(at: 20) })
for epoch in try trainer.run() {
    print("epoch \(epoch.epoch): loss \(rounded(epoch.loss)), validation MRR@20 \(rounded(epoch.validation))")
}

for (name, model) in [("Popularity", popularity as any NextItemModel), ("Attentional user GRU", network)] {
    let evaluation = try evaluator.evaluate(model, named: name, on: test).evaluation
    print("\(name): Recall@20 \(rounded(evaluation.recall(at: 20))) over \(evaluation.counts.events) test events")
}

func rounded(_ value: Double?) -> String { value.map { "\(($0 * 10_000).rounded() / 10_000)" } ?? "undefined" }

// What one viewer should watch next, films already seen left out.
func title(_ item: Int32) -> String {
    split.log.items.id(at: item).flatMap { dataset.catalog.title(of: $0) } ?? "item \(item)"
}
let viewer: Int32 = 1
let history = Array(split.log.items(ofUser: viewer))
let last = history.suffix(3).map(title).joined(separator: ", ")
print("Viewer \(split.log.users.id(at: viewer) ?? "?") last watched: \(last)")
var best = TopSelector(count: 5)
try network.score([NextItemQuery(user: viewer, history: history)]) { block in
    let scores = block[row: 0]
    for item in history { scores[Int(item) - 1] = -.infinity }
    best.select(from: UnsafeBufferPointer(scores))
}
for (rank, film) in best.selection.enumerated() { print("\(rank + 1). \(title(film.item))") }
