import ArgumentParser
import Foundation
import SegueCore
import SegueExperiments
import SegueFiles
import SegueTraining

/// `segue tune`
struct TuneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract: "Searches a model's settings: trains trials, and compares them on the validation part.",
        discussion: """
            Ranges stand under `tune` in the recipe (`segue recipes keys` explains them), or are named here. The output folder \
            gets best.yaml, which `segue train` takes, trials.json, report.html, and all that is needed to go on: the same \
            command with the same folder does, after whatever end, and with more --trials than before.
            """)

    @Argument(help: "A recipe file, the name of a built-in recipe, or the name of a model.")
    var recipe: String

    @Option(help: "Number of trials.")
    var trials = 30

    @Option(help: "Trials trained side by side, each in a process of its own; they share the threads.")
    var jobs = 1

    @Option(
        help: ArgumentHelp(
            "A setting to search, as model.dropoutRate=uniform:0..0.5, training.optimizer.learningRate=log:0.0003..0.01, "
                + "model.layerCount=integer:1..4 or model.hiddenSize=choice:32,64. May be repeated.",
            valueName: "path=range"))
    var range: [String] = []

    @Option(help: "Which model of the recipe, by name. (default: the last one)")
    var model: String?

    @Option(help: "Folder of the search. (default: tuning/MODEL)")
    var output: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Show no progress.")
    var quiet = false

    /// The file of a job, in a process that trains a part of one trial.
    @Option(help: .hidden)
    var job: String?

    @OptionGroup var recipeOptions: RecipeOptions
    @OptionGroup var dataOptions: DataOptions
    @OptionGroup var runtime: RuntimeOptions

    func validate() throws {
        guard (1...100_000).contains(trials) else { throw ValidationError("--trials must lie in 1...100000") }
        guard jobs >= 1 else { throw ValidationError("--jobs must be at least 1") }
        let threads = runtime.threads ?? AvailableProcessors.count
        guard jobs <= threads else {
            throw ValidationError(
                "--jobs \(jobs) needs as many threads, and there are \(threads): each trial takes at least one")
        }
        guard jobs == 1 || dataOptions.data != "-" else {
            throw ValidationError("--data - can be read once, and each of --jobs reads the data; name a file")
        }
    }

    func run() throws {
        if let job { return try train(TrialFile(path: job)) }
        let named = try output.map(claim)
        let (training, folder) = try prepare { model in
            let folder = try named ?? claim("tuning/\(model.name)")
            return (folder.url, folder)
        }
        let session = try StudySession(
            training.study(trialCount: trials), identity: training.identity(),
            in: folder.url.appendingPathComponent("study.jsonl"))
        let console = ConsoleStudy(training.metric, isQuiet: quiet)
        console.begin(session)
        StopSignals.install()
        try folder.begin()
        if jobs > 1 {
            let threads = max(1, (runtime.threads ?? AvailableProcessors.count) / jobs)
            try TrialProcesses(training: training, count: jobs, threads: threads).run(session, console)
        } else {
            try runInTurn(training, session, console)
        }
        let files = try StudyFiles(session.study, training)
        try files.write(to: folder.url)
        try folder.finish()
        if json { return try Console.json(files.summary) }
        Console.output(files.report.trials.plainText())
        if !files.summary.influence.isEmpty { Console.output(files.report.influence.plainText()) }
        Console.error("best recipe: \(folder.url.appendingPathComponent(StudyFiles.bestName).path)")
    }

    /// Reads the recipe and the data.
    /// - Parameter folder: Gives the folder of the search, and what the caller wants of it.
    private func prepare<Folder>(
        in folder: (ModelRecipe) throws -> (URL, Folder)
    ) throws -> (TrialTraining, Folder) {
        let device = try runtime.start()
        let read = try recipeOptions.read(recipe, ranges: range) { recipe in
            guard !(recipe.tune?.ranges ?? [:]).isEmpty else { throw StudyError.noRanges(recipe: self.recipe) }
            return try dataOptions.load(keepsFileRows: recipe.followsFileRows)
        }
        let chosen = try read.recipe.chosenModel(model)
        let (url, result) = try folder(chosen)
        let experiment = try Experiment(
            read.recipe, on: read.data, textEncoder: recipeOptions.textEncoder(for: read.recipe))
        Console.notes(experiment.notes)
        var training = try TrialTraining(read.text, experiment: experiment, model: chosen, device: device, folder: url)
        training.signalToStopFor = { StopSignals.pending }
        return (training, result)
    }

    /// Trains a part of one trial.
    private func train(_ file: TrialFile) throws {
        let (training, lock) = try prepare { _ in (file.study, try file.lock()) }
        defer { lock.release() }
        try file.train(training)
    }

    private func claim(_ path: String) throws -> RunFolder {
        try RunFolder(claiming: URL(fileURLWithPath: path), kind: "tune")
    }

    private func runInTurn(_ training: TrialTraining, _ session: StudySession, _ console: ConsoleStudy) throws {
        while let job = try session.next() {
            let observer = try ConsoleObserver(
                "trial \(job.number)", directory: training.folder(of: job.number), isQuiet: true)
            try console.didFinish(session.record(training.run(job, observer: observer)), in: session.study)
        }
    }
}
