#!/usr/bin/env python3
"""RecBole's GRU4Rec on MovieLens, on the processor: full-sort evaluation, a training epoch, or a whole training.

    recbole_peer.py evaluate --data FOLDER --hidden 128 --threads 2
    recbole_peer.py train    --data FOLDER --hidden 128 --threads 2
    recbole_peer.py fit      --data FOLDER --hidden 128 --threads 2 [--epochs 300]

FOLDER holds u.data (ML-100K) or ratings.dat (ML-1M). evaluate and train are workers (worker.py); one run is
  evaluate  Trainer.evaluate on the test set: every item is scored for every user, RecBole's collection of the best items and its
            metrics included. The network is untrained unless --epochs says otherwise: training changes the scores, not the work.
  train     Trainer._train_epoch: one epoch; runs go on from each other's parameters.
fit trains with RecBole's own early stopping (by MRR@10 of the validation set), tests the best state, and prints one JSON line.

Protocol: each user's last interaction tests, the one before it validates. Every earlier one but the first is a training example,
with up to 50 items before it. All items are ranked, seen ones too: RecBole masks none for sequential models.
RecBole's defaults: one GRU layer, dropout 0.3, cross entropy over all items, Adam at 0.001, training batches of 2048. Scores are
inner products with the embeddings of the items, whose size (--embedding) is here the hidden size unless given.
Times are given to RecBole as positions in the file sorted by (time, row): it keeps times in 32 bits, in which moments a minute
apart are equal.
"""
import argparse
import functools
import os
import pathlib
import sys
import tempfile
import time

import worker


def patch_libraries():
    """RecBole 1.2.1, and the ray that it needs, are older than numpy 2 and than torch.load's refusal of pickled objects."""
    import numpy as np
    import torch

    for name, kind in {"bool8": np.bool_, "float_": np.float64, "complex_": np.complex128, "unicode_": np.str_}.items():
        if name not in vars(np):
            setattr(np, name, kind)
    torch.load = functools.partial(torch.load, weights_only=False)  # checkpoints hold RecBole's own Config


def write_interactions(source, target):
    """The ratings as RecBole's atomic file, with a position for a time."""
    with open(source, encoding="latin-1") as lines:
        rows = [line.rstrip("\n").replace("::", "\t").split("\t")[:4] for line in lines if line.strip()]
    rows.sort(key=lambda row: int(row[3]))
    target.parent.mkdir(parents=True)
    with open(target, "w", encoding="ascii") as out:
        out.write("user_id:token\titem_id:token\ttimestamp:float\n")
        out.writelines(f"{user}\t{item}\t{position}\n" for position, (user, item, _, _) in enumerate(rows))


def prepare(options, folder):
    """Data, a trainer with its model, and facts about them. RecBole writes its logs and checkpoints into the folder."""
    import torch
    from recbole.config import Config
    from recbole.data import create_dataset, data_preparation
    from recbole.utils import get_model, get_trainer, init_seed

    files = (options.data / "u.data", options.data / "ratings.dat", options.data)
    source = next((path for path in files if path.is_file()), None)
    if source is None:
        sys.exit(f"{options.data} holds neither u.data nor ratings.dat")
    write_interactions(source.resolve(), folder / "movielens" / "movielens.inter")
    os.chdir(folder)
    torch.set_num_threads(options.threads)
    sys.argv = sys.argv[:1]  # Config reads options of the same names from the command line
    config = Config(model="GRU4Rec", dataset="movielens", config_dict={
        "data_path": str(folder), "load_col": {"inter": ["user_id", "item_id", "timestamp"]},
        "checkpoint_dir": str(folder / "saved"), "use_gpu": False, "worker": 0, "seed": options.seed, "show_progress": False,
        "hidden_size": options.hidden, "embedding_size": options.embedding or options.hidden, "num_layers": 1,
        "dropout_prob": options.dropout, "loss_type": "CE", "train_neg_sample_args": None, "MAX_ITEM_LIST_LENGTH": options.length,
        "train_batch_size": options.batch, "eval_batch_size": options.evaluation_batch, "epochs": options.epochs or 1,
        "stopping_step": options.patience, "metrics": ["Recall", "MRR", "NDCG"], "topk": [10, 20], "valid_metric": "MRR@10",
        "eval_args": {"split": {"LS": "valid_and_test"}, "order": "TO", "mode": "full", "group_by": "user"}})
    init_seed(config["seed"], config["reproducibility"])
    dataset = create_dataset(config)
    parts = data_preparation(config, dataset)
    model = get_model(config["model"])(config, parts[0].dataset).to(config["device"])
    trainer = get_trainer(config["MODEL_TYPE"], config["model"])(config, model)
    return trainer, parts, {
        "users": dataset.user_num - 1, "items": dataset.item_num - 1,  # without RecBole's padding
        "trainingExamples": len(parts[0].dataset), "testUsers": len(parts[2].dataset), "hidden": options.hidden,
        "embedding": config["embedding_size"], "threads": torch.get_num_threads()}


def versions():
    import numpy
    import pandas
    import recbole
    import torch

    return {"recbole": recbole.__version__, "torch": torch.__version__, "numpy": numpy.__version__, "pandas": pandas.__version__}


def plain(metrics):
    return {name: float(value) for name, value in metrics.items()}


def evaluate(options, trainer, parts, facts):
    train, _, test = parts
    for epoch in range(options.epochs or 0):
        trainer._train_epoch(train, epoch)
    trainer.eval_collector.data_collect(train)

    def work():
        return trainer.evaluate(test, load_best_model=False)

    worker.serve(facts, work, lambda metrics: {"metrics": plain(metrics)})


def train(options, trainer, parts, facts):
    epochs = iter(range(sys.maxsize))

    def work():
        return {"loss": trainer._train_epoch(parts[0], next(epochs)) / len(parts[0])}

    worker.serve(facts | {"batches": len(parts[0])}, work)


def fit(options, trainer, parts, facts):
    losses = trainer.train_loss_dict
    start = time.perf_counter()

    def report(epoch, score):
        loss, seconds = losses[epoch] / len(parts[0]), time.perf_counter() - start
        print(f"epoch {epoch + 1}: loss {loss:.4f}, MRR@10 {score:.4f}, {seconds:.0f} s", file=sys.stderr, flush=True)

    score, validation = trainer.fit(parts[0], parts[1], verbose=False, callback_fn=report)
    fitted = time.perf_counter()
    metrics = trainer.evaluate(parts[2], load_best_model=True)
    end = time.perf_counter()
    worker.reply({**facts, "seed": options.seed, "epochs": len(losses), "validation": plain(validation), "test": plain(metrics),
                  "fitSeconds": fitted - start, "testSeconds": end - fitted, "seconds": end - start})


WORKS = {"evaluate": evaluate, "train": train, "fit": fit}


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("work", choices=WORKS)
    add("--data", type=pathlib.Path, required=True, help="folder with u.data or ratings.dat")
    add("--hidden", type=int, default=128)
    add("--embedding", type=int, help="default: --hidden (RecBole's own is 64)")
    add("--dropout", type=float, default=0.3)
    add("--length", type=int, default=50, help="items before an example, at most")
    add("--batch", type=int, default=2048)
    add("--evaluation-batch", type=int, default=4096)
    add("--epochs", type=int, help="fit: at most so many, 300 by default; evaluate: trained before, none by default")
    add("--patience", type=int, default=10, help="of fit: epochs without a better validation")
    add("--threads", type=int, default=os.cpu_count())
    add("--seed", type=int, default=2020)
    options = parser.parse_args()
    if options.work == "fit" and options.epochs is None:
        options.epochs = 300
    return options


def main():
    options = parse()
    worker.claim_stdout()
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(options.threads)
    patch_libraries()
    with tempfile.TemporaryDirectory() as folder:
        home = os.getcwd()
        trainer, parts, facts = prepare(options, pathlib.Path(folder))
        try:
            WORKS[options.work](options, trainer, parts, versions() | facts)
        finally:
            os.chdir(home)


if __name__ == "__main__":
    main()
