internal import Reporting
internal import Synthesis
internal import TimeSeries

extension GenerateCommand {
  /// What makes the series, in a word or two.
  var modelInProse: String {
    if let from { return "the generator of \(from.fileName)" }
    return model == .gan ? "\(model.rawValue), \(preset.rawValue) settings" : model.rawValue
  }

  /// What the notebook runs: the series again, and an assessment of them.
  ///
  /// - Parameter report: how the file was read, by which the cells read it too.
  func script(_ report: CSVReport) -> NotebookScript {
    let words = NotebookScript.words(without: [
      "--report", "--notebook", "--output", "-o", "--save",
    ])
    let file = NotebookScript.quoted(input.file)
    let asked =
      input.words + (together.isEmpty ? [] : ["--together", together.joined(separator: ",")])
    let options = asked.map { NotebookScript.quoted($0) + ", " }.joined()
    return NotebookScript(
      input: input.file,
      body: """
        run(\(words), "-o", folder / "synthetic.csv")
        run("assess", \(file), folder / "synthetic.csv", \(options)"--trainings", "0", "--repeats", "3",
            "--json", "-o", folder / "scores.jsonl", "--picture", folder / "plane.csv")
        scores = pd.read_json(folder / "scores.jsonl", lines=True).set_index("score")
        plane = pd.read_csv(folder / "plane.csv")
        \(reading(report))
        real = panel(root / \(file), \(ids(report.idColumns)))
        made = panel(folder / "synthetic.csv", \(ids(report.idColumns.isEmpty ? ["unique_id"] : report.idColumns)))
        def original(name):
            return name.rpartition("~")[0] if len(real) > 1 else next(iter(real))
        pairs = [(real[original(name)], y, name) for name, y in made.items() if original(name) in real]
        print(len(made), "synthetic series,", len(pairs), "beside the real ones that they are like")
        """,
      sections: [
        (
          "What do they look like?",
          """
          fig, axes = plt.subplots(3, 2, figsize=(11, 7), squeeze=False)
          for (y, likeness, name), row in zip(pairs[::max(1, len(pairs) // 3)], axes):
              for ax, values, color in [(row[0], y, "black"), (row[1], likeness, "#0065a8")]:
                  ax.plot(values[:240], color=color, lw=1)
              row[0].set_title("real"); row[1].set_title(name); row[1].set_ylim(row[0].get_ylim())
          plt.tight_layout(); plt.show()
          """
        ),
        (
          "Do they have the same numbers?",
          """
          def numbers(y):
              y = y[~np.isnan(y)]
              return y.mean(), y.std(), np.corrcoef(y[1:], y[:-1])[0, 1] if len(y) > 3 and y.std() > 0 else np.nan
          table = pd.DataFrame([(*numbers(a), *numbers(b)) for a, b, _ in pairs],
                               columns=["mean", "sd", "lag 1", "mean~", "sd~", "lag 1~"])
          fig, axes = plt.subplots(1, 3, figsize=(11, 3.4))
          for ax, column in zip(axes, ["mean", "sd", "lag 1"]):
              ax.scatter(table[column], table[column + "~"], s=12, color="#0065a8")
              ax.axline((table[column].mean(), table[column].mean()), slope=1, ls="--", color="black", lw=1)
              ax.set_title(column); ax.set_xlabel("real"); ax.set_ylabel("synthetic")
          plt.tight_layout(); plt.show()
          """
        ),
        (
          "What was used",
          """
          for name, color in [("real", "#6a6f77"), ("synthetic", "#0065a8")]:
              part = plane[plane["set"] == name]
              plt.scatter(part["x"], part["y"], s=8, alpha=.5, color=color, label=name)
          plt.legend(); plt.title("windows as the encoder of the assessment sees them"); plt.show()
          scores.round(4)
          """
        ),
      ]
    )
  }
}

extension GenerateCommand {
  private func ids(_ columns: [String]) -> String {
    "[" + columns.map(NotebookScript.quoted).joined(separator: ", ") + "]"
  }

  /// A function of Python that reads a file of this layout: for each series its values, by its id.
  private func reading(_ report: CSVReport) -> String {
    let separator = NotebookScript.quoted(
      String(decoding: CollectionOfOne(report.separator), as: UTF8.self)
    )
    let options = "sep=\(separator)" + (input.decimalComma ? ", decimal=\",\"" : "")
    let value = NotebookScript.quoted(report.valueColumn ?? "y")
    let body =
      switch report.layout {
      case .long:
        """
            table = pd.read_csv(path, dtype={c: str for c in ids}, \(options))
            keys = table[ids].agg("/".join, axis=1) if ids else pd.Series("", index=table.index)
            return {key: part.to_numpy(float) for key, part in table[\(value)].groupby(keys, sort=False)}
        """
      case .rows:
        """
            table = pd.read_csv(path, index_col=0, \(options))
            return {str(key): row.dropna().to_numpy(float) for key, row in table.iterrows()}
        """
      case .columns:
        """
            table = pd.read_csv(path, index_col=0, \(options))
            return {key: table[key].dropna().to_numpy(float) for key in table}
        """
      }
    return "def panel(path, ids):\n" + body
  }
}
