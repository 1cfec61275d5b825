import ArgumentParser

/// Works that `make bench` times beside the same works of other programs; each is a worker, see ``Worker``.
@main
struct SegueBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "segue-bench", abstract: "Does one piece of work as often as it is told to, and times it.",
        discussion: "Prints a line of JSON when it is ready, and one for each line 'run' that it reads.",
        subcommands: [
            RatingsWork.self, ItemKNNWork.self, DecayedKNNWork.self, BPRWork.self, TopKWork.self, EvaluateWork.self,
            TrainEpochWork.self, Item2VecWork.self, RecommendWork.self, LargeLogWork.self,
            EncodeTextWork.self, AUCWork.self, FitWork.self, ClickWork.self, StepWork.self, TuneWork.self,
        ])
}
