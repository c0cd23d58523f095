"""A large panel: how long ETS takes on 100,000 monthly series, in how much memory, beside a peer.

Writes --series simulated monthly series of 60 values (level, drift, season and noise drawn for each),
forecasts 12 months of all of them with almanac, and of a sample of them with AutoETS of statsforecast on
one thread. Prints seconds, peak memory, milliseconds a series and their ratio, and the accuracy of
both on the same held-out months of the sample.

usage: python Benchmarks/panel/panel.py [--almanac PATH] [--series 100000] [--sample 300] [--threads 2]
needs: python3 -m pip install -r Benchmarks/panel/requirements.txt
"""

import argparse
import os
import subprocess
import tempfile
import time

import numpy as np
import pandas as pd

MONTHS, HORIZON = 60, 12


def simulate(count, seed=1):
    rng = np.random.default_rng(seed)
    steps = MONTHS + HORIZON
    season = rng.uniform(0, 0.25, (count, 1)) * np.sin(
        2 * np.pi * (np.arange(steps)[None] / 12 + rng.uniform(0, 1, (count, 1)))
    )
    drift, pace = rng.normal(0, 0.004, count), rng.uniform(0.05, 0.5, count)
    noise = rng.normal(0, 0.08, (count, steps))
    level, values = rng.normal(5, 1, count), np.empty((count, steps))
    for t in range(steps):
        level = level + drift
        values[:, t] = np.exp(level + season[:, t] + noise[:, t])
        level = level + pace * noise[:, t]
    return np.round(values, 2)


def stamps(count):
    return [f"{2019 + t // 12}-{t % 12 + 1:02d}-01" for t in range(count)]


def smape_and_mase(history, actual, forecast):
    error = np.abs(actual - forecast)
    smape = np.mean(200 * error / (np.abs(actual) + np.abs(forecast)))
    scale = np.mean(np.abs(history[:, 12:] - history[:, :-12]), axis=1)
    return smape, np.mean(error.mean(axis=1) / scale)


def run(arguments):
    """Wall seconds, processor seconds and peak megabytes of a process."""
    process, start, peak = subprocess.Popen(arguments), time.perf_counter(), 0
    while True:
        try:
            status = open(f"/proc/{process.pid}/status").read()
            peak = max(peak, *(int(l.split()[1]) for l in status.splitlines() if l.startswith("VmHWM")))
        except (OSError, TypeError):
            pass
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        time.sleep(0.02)
    if status:
        raise SystemExit(f"{arguments[0]} failed with {status}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, peak / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--almanac", default=".build/release/almanac")
    parser.add_argument("--series", type=int, default=100_000)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()

    values = simulate(options.series)
    history, actual = values[:, :MONTHS], values[:, MONTHS:]
    sample = np.linspace(0, options.series - 1, options.sample).astype(int)
    with tempfile.TemporaryDirectory() as folder:
        panel, output = f"{folder}/panel.csv", f"{folder}/forecast.csv"
        with open(panel, "w") as file:
            file.write("unique_id,ds,y\n")
            for i, row in enumerate(history):
                file.write("".join(f"s{i:06d},{d},{v}\n" for d, v in zip(stamps(MONTHS), row)))
        command = [options.almanac, "forecast", panel, "--model", "ets", "--quiet", "-o", output]
        command += ["-n", str(HORIZON), "--levels", "80", "--threads", str(options.threads)]
        wall, cpu, memory = run(command)
        streamed = run(command + ["--grouped", "--frequency", "MS"])[2]
        ours = pd.read_csv(output)["AutoETS"].to_numpy().reshape(-1, HORIZON)

    from statsforecast.models import AutoETS

    theirs, start = [], time.process_time()
    for i in sample:
        theirs.append(AutoETS(season_length=12).forecast(history[i], HORIZON, level=[80])["mean"])
    peer = (time.process_time() - start) / len(sample)
    own = cpu / options.series

    import statsforecast

    print(f"{options.series} series of {MONTHS} months, {options.threads} threads: {wall:.1f} s wall, {cpu:.1f} s processor")
    print(f"peak memory {memory:.0f} MB read at once, {streamed:.0f} MB as a stream")
    for name, seconds, forecast in (
        ("almanac ets", own, ours[sample]),
        (f"statsforecast {statsforecast.__version__} AutoETS", peer, np.array(theirs)),
    ):
        smape, mase = smape_and_mase(history[sample], actual[sample], forecast)
        print(f"{name:32} {1e3 * seconds:8.3f} ms a series   sMAPE {smape:.3f}   MASE {mase:.3f}")
    print(f"ratio of processor time a series: {peer / own:.0f}x")


if __name__ == "__main__":
    main()
