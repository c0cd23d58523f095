"""Training steps of small networks: Almanac beside PyTorch on the CPU, eager, in single precision.

    python3 -m venv env && env/bin/pip install -r requirements.txt
    env/bin/python compare.py [--threads 2]

Every case is filled by one rule on both sides, computes a value and a gradient, and is checked: values
and norms of gradients have to agree to 1e-4. Times are the shortest of several after warming up: of
processor time for one thread, which other programs lengthen little, and by the wall clock for more, where the
machine has to be idle. "peak" is the share of the rate of a 1024-square matrix product of
Almanac's own that the case reaches, counting only the multiplications of matrix products.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
RUNNER = HERE / "Runner" / ".build" / "release" / "Runner"


def peer(threads):
    import numpy as np
    import torch
    import torch.nn.functional as F

    torch.set_num_threads(threads)

    def fill(ordinal, shape, scale):
        k = np.arange(math.prod(shape), dtype=np.float64)
        return torch.tensor((scale * np.sin(1 + k + 10 * ordinal)).reshape(shape).astype(np.float32))

    def fill_all(parameters, scale):
        with torch.no_grad():
            for ordinal, parameter in enumerate(parameters, 1):
                parameter.copy_(fill(ordinal, parameter.shape, scale))

    def norm(parameters):
        return math.sqrt(sum(float((p.grad.double() ** 2).sum()) for p in parameters))

    results = {}
    clock = time.process_time if threads == 1 else time.perf_counter

    def measure(name, repeats, body):
        for _ in range(3):
            check = body()
        times = []
        for _ in range(repeats):
            start = clock()
            body()
            times.append(clock() - start)
        results[name] = (min(times), check)

    def step(parameters, loss):
        for p in parameters:
            p.grad = None
        value = loss()
        value.backward()
        return [float(value.detach()), norm(parameters)]

    lstm = torch.nn.LSTM(40, 40, num_layers=2, batch_first=True)
    ours = [getattr(lstm, f"{kind}_l{layer}") for layer in (0, 1)
            for kind in ("weight_ih", "weight_hh", "bias_ih")]
    fill_all(ours, 0.15)
    for layer in (0, 1):
        torch.nn.init.zeros_(getattr(lstm, f"bias_hh_l{layer}"))
    series = fill(0, (32, 72, 40), 1)
    measure("LSTM 2x40, batch 32, 72 steps", 40,
            lambda: step(ours, lambda: (lstm(series)[0] ** 2).sum()))

    table = torch.nn.Embedding(1700, 128)
    gru = torch.nn.GRU(128, 128, num_layers=2, batch_first=True)
    ours = [table.weight] + [getattr(gru, f"{kind}_l{layer}") for layer in (0, 1)
                             for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
    fill_all(ours, 0.1)
    ids = (torch.arange(64 * 33) * 7919 % 1700).reshape(64, 33)

    def next_item():
        scores = gru(table(ids[:, :32]))[0] @ table.weight.T
        return F.cross_entropy(scores.reshape(-1, 1700), ids[:, 1:].reshape(-1))

    measure("GRU 2x128, batch 64, 32 steps, 1700 items", 15, lambda: step(ours, next_item))

    conv = torch.nn.Conv1d(32, 32, 3, padding=1)
    fill_all([conv.weight, conv.bias], 0.1)
    signal = fill(0, (512, 32, 128), 1).requires_grad_()

    def convolve():
        signal.grad = None
        return (conv(signal) ** 2).sum()

    measure("conv1d 32-32 k=3, batch 512, length 128", 20,
            lambda: step([conv.weight, conv.bias], convolve))

    blocks = [torch.nn.TransformerEncoderLayer(128, 4, 512, dropout=0.0, activation="gelu",
                                               batch_first=True, norm_first=True) for _ in range(2)]
    ours = [p for b in blocks for p in (
        b.norm1.weight, b.norm1.bias, b.self_attn.in_proj_weight, b.self_attn.in_proj_bias,
        b.self_attn.out_proj.weight, b.self_attn.out_proj.bias, b.norm2.weight, b.norm2.bias,
        b.linear1.weight, b.linear1.bias, b.linear2.weight, b.linear2.bias)]
    fill_all(ours, 0.05)
    text = fill(0, (64, 128, 128), 1)
    measure("transformer 2 layers, width 128, batch 64, length 128", 5,
            lambda: step(ours, lambda: (blocks[1](blocks[0](text)) ** 2).sum() / 1e6))

    layers = [torch.nn.Linear(512, 512) for _ in range(2)]
    ours = [p for layer in layers for p in (layer.weight, layer.bias)]
    fill_all(ours, 0.05)
    points = fill(0, (256, 512), 1)
    measure("MLP 512-512-512, batch 256", 30,
            lambda: step(ours, lambda: (layers[1](layers[0](points).relu()) ** 2).sum() / 1e3))

    million = torch.nn.Parameter(fill(1, (1000, 1000), 0.1))
    million.grad = fill(5, (1000, 1000), 1)
    adam = torch.optim.Adam([million])

    def update():
        adam.step()
        state = adam.state[million]
        return [float(million[3, 7].detach()) * float(state["step"])]

    measure("Adam, 1 M parameters", 50, update)

    four = fill(0, (4_000_000,), 3)
    measure("tanh of 4 M", 30, lambda: [float(torch.tanh(four)[3])])
    square = fill(0, (1024, 1024), 1)
    measure("matrix product 1024", 10, lambda: [float((square @ square)[1, 2])])
    return results, torch.__version__


# Multiplications with addition in matrix products, forward and backward.
WORK = {
    "LSTM 2x40, batch 32, 72 steps": 32 * 72 * 160 * (80 * 2 + 40 + 80 * 2 + 80),
    "GRU 2x128, batch 64, 32 steps, 1700 items":
        64 * 32 * (2 * 3 * 384 * 256 + 3 * 1700 * 128),
    "conv1d 32-32 k=3, batch 512, length 128": 3 * 512 * 128 * 32 * 32 * 3,
    "transformer 2 layers, width 128, batch 64, length 128":
        2 * 3 * 64 * (128 * 128 * 128 * 12 + 2 * 128 * 128 * 128),
    "MLP 512-512-512, batch 256": 5 * 256 * 512 * 512,
    "matrix product 1024": 1024 ** 3,
}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--threads", type=int, default=2)
    threads = arguments.parse_args().threads
    subprocess.run(["swift", "build", "-c", "release", "--package-path", str(HERE / "Runner")],
                   check=True, stdout=subprocess.DEVNULL)
    output = subprocess.run([RUNNER, str(threads)], check=True, stdout=subprocess.PIPE, text=True)
    ours = {row["case"]: row for row in map(json.loads, output.stdout.splitlines())}
    theirs, version = peer(threads)
    product = "matrix product 1024"
    peak = WORK[product] / ours[product]["seconds"]
    print(f"PyTorch {version}, {threads} threads, peak {2e-9 * peak:.0f} GFLOP/s "
          f"(OPENBLAS_CORETYPE={os.environ.get('OPENBLAS_CORETYPE', 'unset')})")
    print(f"{'case':55} {'almanac':>10} {'PyTorch':>10} {'ratio':>6} {'peak':>5}")
    agree = True
    for name, row in ours.items():
        seconds, check = theirs[name]
        same = all(math.isclose(a, b, rel_tol=1e-4, abs_tol=1e-6)
                   for a, b in zip(row["check"], check))
        agree &= same
        share = f"{WORK[name] / row['seconds'] / peak:5.0%}" if name in WORK else "     "
        print(f"{name:55} {1e3 * row['seconds']:7.2f} ms {1e3 * seconds:7.2f} ms "
              f"{seconds / row['seconds']:5.2f}x {share}"
              + ("" if same else f"  DIFFERENT {row['check']} {check}")
              + (f"  drew {row['drawn']} bytes" if row["drawn"] else ""))
    sys.exit(0 if agree else 1)


if __name__ == "__main__":
    main()
