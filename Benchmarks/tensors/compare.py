"""Training steps of small networks: Almanac beside PyTorch on the CPU, eager, in single precision.

    python3 -m venv env && env/bin/pip install -r requirements.txt
    env/bin/python compare.py [--threads 2] [--rounds 3] [--case LSTM]

Every case is filled by one rule on both sides, computes a value and a gradient, and is checked: values,
norms of gradients, and up to 64 elements of each parameter's gradient, evenly spread (of the result, where
there is no gradient), have to agree to 1e-4; elements to 1e-4 of the root mean square of those compared, or
to one rounding of the largest such of the case.
Times are the shortest of several after warming up, in rounds in which the two take turns: of processor
time for one thread, which other programs lengthen little, and by the wall clock for more, where the
machine has to be idle. "ratio" is that of the shortest times of all rounds, "median" that of the rounds'
own ratios, each of which sees one state of the machine. "peak" is the share of the rate of a 1024-square matrix product of
Almanac's own that the case reaches, counting only the multiplications of matrix products.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
RUNNER = HERE / "Runner" / ".build" / "release" / "Runner"


def peer(threads, wanted):
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

    def sampled(tensors):
        """Up to 64 elements of each tensor that is not all zero, evenly spread, as the runner takes them."""
        flat = [t.detach().double().flatten().numpy() for t in tensors]
        counts = [(t, min(64, len(t))) for t in flat if t.any()]
        return [[float(t[k * len(t) // count]) for k in range(count)] for t, count in counts]

    results = {}
    clock = time.process_time if threads == 1 else time.perf_counter

    def measure(name, repeats, body):
        if not name.startswith(wanted):
            return
        for _ in range(3):
            numbers, tensors = body()
        check = numbers, sampled(tensors)
        del tensors
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
        known = [p for p in parameters if p.grad is not None]
        return [float(value.detach()), norm(known)], [p.grad for p in known]

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

    for length in (64, 256):
        networks = Progressive(torch, length, fill, fill_all)
        measure(f"GAN generator step, length {length}, batch 128", 10,
                lambda: step(networks.generator, networks.generator_loss))
        measure(f"GAN discriminator step, length {length}, batch 128", 10,
                lambda: step(networks.discriminator, networks.discriminator_loss))
        measure(f"GAN sampling, length {length}, batch 128", 10, networks.sample)

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
        return [float(adam.state[million]["step"])], [million]

    measure("Adam, 1 M parameters", 50, update)

    four = fill(0, (4_000_000,), 3)
    measure("tanh of 4 M", 30, lambda: ([], [torch.tanh(four)]))
    square = fill(0, (1024, 1024), 1)
    measure("matrix product 1024", 10, lambda: ([], [square @ square]))

    functions = {"exp": torch.exp, "log": torch.log, "tanh": torch.tanh, "sigmoid": torch.sigmoid,
                 "silu": F.silu, "softplus": F.softplus, "gelu": F.gelu, "expm1": torch.expm1,
                 "log1p": torch.log1p, "sin": torch.sin, "cos": torch.cos, "erf": torch.erf,
                 "power": lambda x: x ** 2.3}
    for name, function in functions.items():
        for kind in (torch.float32, torch.float64):
            x = (fill(0, (10_000,), 3).abs() + 0.1).to(kind)
            measure(f"{name} of 10,000, {str(kind).removeprefix('torch.')}", 500,
                    lambda: ([], [function(x)]))
    return results, torch.__version__


class Progressive:
    """The networks of the progressive GAN at full growth, as in the room Synthesis, with a step of the power
    iteration in every pass."""

    def __init__(self, torch, length, fill, fill_all):
        self.torch, self.length = torch, length
        stages = int(math.log2(length)) - 3

        def conv(inputs, outputs, width=1):
            layer = torch.nn.Conv1d(inputs, outputs, width, padding=width // 2)
            return [layer.weight, layer.bias]

        def block(inputs):
            return (conv(inputs, 32, 3) + conv(32, 3) + conv(1, 32)
                    + [torch.nn.Parameter(torch.tensor(0.5))])

        self.generator = [torch.nn.Embedding(100, 10).weight] + block(16)
        # Each stage has a skip besides, which full growth does not use.
        self.generator += sum((block(47) + conv(32, 32) for _ in range(stages)), []) + conv(32, 1)
        linear = torch.nn.Linear(8, 1)
        self.discriminator = [torch.nn.Embedding(100, 10).weight] + conv(16, 32)
        self.discriminator += sum((block(32) for _ in range(stages + 1)), []) + conv(32, 1)
        self.discriminator += [linear.weight, linear.bias]
        for parameters in (self.generator, self.discriminator):
            fill_all(parameters, 0.3)

        def directions(sizes):
            filled = [fill(100 + place, (size,), 1) for place, size in enumerate(sizes)]
            return [direction / direction.norm() for direction in filled]

        self.generator_directions = directions([32] * (stages + 1) + [1])
        self.discriminator_directions = directions([32] * (stages + 2) + [1, 1])
        self.ids = torch.arange(128) * 37 % 100
        self.times = fill(1, (128, 5, length), 0.5)
        self.noise = fill(2, (128, 1, length), 1)
        self.real = fill(3, (128, 1, length), 0.5)

    def normed(self, weight, direction):
        normalize = self.torch.nn.functional.normalize
        matrix = weight.flatten(1)
        with self.torch.no_grad():
            v = normalize(matrix.T @ direction, dim=0)
            u = normalize(matrix @ v, dim=0)
        return weight / (u @ (matrix @ v))

    def block(self, x, p, direction):
        F = self.torch.nn.functional
        f = F.leaky_relu(F.conv1d(x, self.normed(p[0], direction), p[1], padding=1))
        query, key, value = F.conv1d(f, p[2], p[3]).split(1, 1)
        weights = (query.transpose(1, 2) @ key).softmax(2)
        return p[6] * F.conv1d(value @ weights.transpose(1, 2), p[4], p[5]) + f

    def channels(self, table):
        rows = table[self.ids][:, :, None].expand(-1, -1, self.length)
        return self.torch.cat([rows, self.times], 1)

    def generate(self):
        F, cat = self.torch.nn.functional, self.torch.cat
        p, directions = self.generator, self.generator_directions
        known = self.channels(p[0])
        y = F.avg_pool1d(cat([known, self.noise], 1), self.length // 8)
        for place, direction in enumerate(directions[:-1]):
            if place > 0:
                u = F.interpolate(y, scale_factor=2)
                y = cat([F.avg_pool1d(known, self.length // u.shape[2]), u], 1)
            first = 1 if place == 0 else 8 + 9 * (place - 1)
            y = self.block(y, p[first:first + 7], direction)
        return F.conv1d(y, self.normed(p[-2], directions[-1]), p[-1])

    def judge(self, x):
        F, cat = self.torch.nn.functional, self.torch.cat
        p, directions = self.discriminator, self.discriminator_directions
        known = self.channels(p[0])
        h = F.leaky_relu(F.conv1d(cat([known, x], 1), self.normed(p[1], directions[0]), p[2]))
        # The stage that halves the full length comes first; the block of eight steps has the last place.
        stages = len(directions) - 4
        for turn, place in enumerate([*reversed(range(stages)), stages]):
            h = F.avg_pool1d(h, 2) if turn > 0 else h
            h = self.block(h, p[3 + 7 * place:10 + 7 * place], directions[1 + place])
        h = F.leaky_relu(F.conv1d(h, self.normed(p[-4], directions[-2]), p[-3]))
        return F.linear(h[:, 0], self.normed(p[-2], directions[-1]), p[-1])

    def sample(self):
        with self.torch.no_grad():
            made = self.generate()
            return [float(made.sum())], [made]

    def generator_loss(self):
        for p in self.discriminator:
            p.requires_grad_(False)
        made = self.generate()
        loss = (0.5 * ((self.judge(made) - 1) ** 2).mean()
                + (made.mean(2) - self.real.mean(2)).abs().mean()
                + (made.std(2) - self.real.std(2)).abs().mean())
        for p in self.discriminator:
            p.requires_grad_(True)
        return loss

    def discriminator_loss(self):
        with self.torch.no_grad():
            made = self.generate()
        return (0.5 * ((self.judge(self.real) - 1) ** 2).mean()
                + 0.5 * (self.judge(made) ** 2).mean())


def convolutions(length, generator):
    """Multiplications with addition in the convolutions of width 3 of a step, for a batch of 128."""
    lengths = [8 << stage for stage in range(int(math.log2(length)) - 2)]
    made = sum(step * 32 * 3 * (16 if step == 8 else 47) for step in lengths)
    judged = sum(step * 32 * 3 * 32 for step in lengths)
    return 128 * (3 * made + 2 * judged if generator else made + 2 * 3 * judged)


# Multiplications with addition in matrix products and convolutions, forward and backward.
WORK = {
    "LSTM 2x40, batch 32, 72 steps": 32 * 72 * 160 * (80 * 2 + 40 + 80 * 2 + 80),
    "GRU 2x128, batch 64, 32 steps, 1700 items":
        64 * 32 * (2 * 3 * 384 * 256 + 3 * 1700 * 128),
    "conv1d 32-32 k=3, batch 512, length 128": 3 * 512 * 128 * 32 * 32 * 3,
    "transformer 2 layers, width 128, batch 64, length 128":
        2 * 3 * 64 * (128 * 128 * 128 * 12 + 2 * 128 * 128 * 128),
    **{f"GAN {kind} step, length {length}, batch 128": convolutions(length, kind == "generator")
       for kind in ("generator", "discriminator") for length in (64, 256)},
    "MLP 512-512-512, batch 256": 5 * 256 * 512 * 512,
    "matrix product 1024": 1024 ** 3,
}


def distance(ours, theirs):
    """The largest difference of two elements, as a share of the root mean square of their tensor's, or of what makes
    1e-4 of it one rounding, 2^-24, of the largest such: what is smaller is what rounding leaves of larger terms."""
    if [len(a) for a in ours] != [len(b) for b in theirs]:
        return math.inf
    sizes = [math.sqrt(sum(y * y for y in b) / len(b)) for b in theirs]
    least = 2 ** -24 / 1e-4 * max(sizes)
    return max(max(abs(x - y) for x, y in zip(a, b)) / max(size, least)
               for a, b, size in zip(ours, theirs, sizes))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--case", default="", help="how the names of the cases to run begin")
    options = arguments.parse_args()
    threads = options.threads
    subprocess.run(["swift", "build", "-c", "release", "--package-path", str(HERE / "Runner")],
                   check=True, stdout=subprocess.DEVNULL)
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_CORETYPE"}
    ours, theirs = {}, {}
    for _ in range(options.rounds):
        output = subprocess.run([RUNNER, str(threads), options.case], check=True, stdout=subprocess.PIPE,
                                text=True, env=environment)
        for row in map(json.loads, output.stdout.splitlines()):
            ours.setdefault(row["case"], []).append(row)
        results, version = peer(threads, options.case)
        for name, result in results.items():
            theirs.setdefault(name, []).append(result)
    if not ours:
        sys.exit(f"no case begins with {options.case!r}")
    product = "matrix product 1024"
    peak = WORK[product] / min(row["seconds"] for row in ours[product]) if product in ours else math.nan
    print(f"PyTorch {version}, {threads} threads" + (f", peak {2e-9 * peak:.0f} GFLOP/s" if product in ours else ""))
    print(f"{'case':55} {'almanac':>11} {'PyTorch':>11} {'ratio':>6} {'median':>7} {'peak':>5}")
    agree = True
    for name, rows in ours.items():
        row = min(rows, key=lambda row: row["seconds"])
        seconds, check = min(theirs[name], key=lambda result: result[0])
        median = statistics.median(t[0] / o["seconds"] for o, t in zip(rows, theirs[name]))
        numbers, samples = check
        apart = distance(row["samples"], samples)
        same = len(row["check"]) == len(numbers) and apart <= 1e-4 and all(
            math.isclose(a, b, rel_tol=1e-4, abs_tol=1e-6) for a, b in zip(row["check"], numbers))
        agree &= same
        share = f"{WORK[name] / row['seconds'] / peak:5.0%}" if name in WORK and product in ours else "     "
        print(f"{name:55} {1e3 * row['seconds']:8.4f} ms {1e3 * seconds:8.4f} ms "
              f"{seconds / row['seconds']:5.2f}x {median:6.2f}x {share}"
              + ("" if same else f"  DIFFERENT {row['check']} {numbers}, elements by {apart:.1e}")
              + (f"  drew {row['drawn']} bytes" if row["drawn"] else ""))
    sys.exit(0 if agree else 1)


if __name__ == "__main__":
    main()
