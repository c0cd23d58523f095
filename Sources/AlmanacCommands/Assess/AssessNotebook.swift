internal import Reporting

extension AssessPage {
  /// What the notebook runs.
  var script: NotebookScript {
    let words = NotebookScript.words(without: [
      "--report", "--notebook", "--output", "-o", "--picture",
    ])
    return NotebookScript(
      input: command.input.file,
      body: """
        run(\(words), \(command.json ? "" : "\"--json\", ")"--output", folder / "scores.jsonl",
            "--picture", folder / "plane.csv")
        scores = pd.read_json(folder / "scores.jsonl", lines=True).set_index("score")
        plane = pd.read_csv(folder / "plane.csv")
        print(len(scores), "scores")
        """,
      sections: [
        (
          "How realistic are they?",
          """
          for name, color in [("real", "#6a6f77"), ("synthetic", "#0065a8")]:
              part = plane[plane["set"] == name]
              plt.scatter(part["x"], part["y"], s=8, alpha=.5, color=color, label=name)
          plt.legend(); plt.xlabel("first component"); plt.ylabel("second component"); plt.show()
          """
        ),
        (
          "All scores",
          """
          scores.round(4)
          """
        ),
      ]
    )
  }
}
