import SegueData

/// A network that keeps some of the train part beside its parameters, such as the ratings of each item, and saves both.
public protocol TrainingDataKeeping: Model {
    /// Takes what it keeps out of the train part, forgetting what it kept. Called before training, and before training goes on
    /// from a checkpoint, which holds parameters alone.
    /// - Throws: ``FittingError`` for data without a column that it needs.
    func keep(_ material: LearningMaterial) throws
}

/// A network that keeps something of the examples that it is trained on: ``LearningMaterial/examples`` are made for it.
public protocol ExampleKeeping: TrainingDataKeeping {}
