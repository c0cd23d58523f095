"""What covariates earn, as `almanac compare --ablation` says it, on real data.

Runs one comparison for each data set of covariates.py and prints its table in Markdown; with --reports the
page of each is kept. Covariates behind an origin are those that came.

usage: python Benchmarks/covariates/ablation.py DATA [--almanac PATH] [--models auto,boosting] [--sets rossmann,...]
needs: python3 -m pip install -r Benchmarks/covariates/requirements.txt
"""

import argparse
import json
import subprocess
import tempfile
import time

from covariates import SETS

# The covariates of a set that belong together, left out at once.
GROUPS = {
    "rossmann": ["all", "each"],
    "juice": ["all", "price", "cheapest", "deal+feat"],
    "walmart": [
        "all",
        "IsHoliday+superbowl+labor+thanksgiving+christmas",
        "MarkDown1+MarkDown2+MarkDown3+MarkDown4+MarkDown5",
        "Temperature",
        "Fuel_Price",
    ],
    "electricity": ["all", "high+low+heat+cold", "holiday"],
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("--almanac", default=".build/release/almanac")
    parser.add_argument("--models", default="auto,boosting")
    parser.add_argument("--sets", default=",".join(GROUPS))
    parser.add_argument("--origins", type=int, default=12)
    parser.add_argument("--past", action="store_true", help="show covariates up to the origin only")
    parser.add_argument("--reports", help="folder for pages")
    options = parser.parse_args()
    for name in options.sets.split(","):
        frame, horizon, season, origins, _ = SETS[name](options.data)
        windows = min(len(origins), options.origins)
        columns = [column for column in frame.columns if column not in ("id", "ds", "y")]
        with tempfile.TemporaryDirectory() as folder:
            frame.to_csv(f"{folder}/{name}.csv", index=False)
            command = [options.almanac, "compare", f"{folder}/{name}.csv", "--id", "id", "--time", "ds", "--value", "y"]
            command += ["-n", str(horizon), "--windows", str(windows), "--season", str(season), "-m", options.models]
            command += ["--past" if options.past else "--known", ",".join(columns)]
            command += ["--ablation", ",".join(GROUPS[name]), "--json", f"{folder}/summary.json", "--quiet"]
            if options.reports:
                command += ["--report", f"{options.reports}/{name}.html"]
            start = time.time()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            seconds = time.time() - start
            summary = json.load(open(f"{folder}/summary.json"))
        print(f"{name}: {summary['series']} series, {windows} origins of {horizon}, {seconds:.0f} s")
        print("| model | left out | MASE with | without | WAPE with | without | saved | 95 % | wins | better / worse of |")
        print("| --- | --- | ---: | ---: | ---: | ---: | ---: | --- | ---: | --- |")
        for effect in summary["ablation"]:
            a, b = effect["with"], effect["without"]
            low, high = effect["interval"] or (float("nan"), float("nan"))
            print(
                f"| {effect['model']} | {effect['left_out']} | {a['mase']:.3f} | {b['mase']:.3f} | {a['nd']:.4f} | {b['nd']:.4f} "
                f"| {100 * effect['gain']:.1f} % | {100 * low:.1f} to {100 * high:.1f} | {100 * effect['win_rate']:.0f} % "
                f"| {effect['better']} / {effect['worse']} of {effect['tested']} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
