internal import Reporting

extension CompareWords {
  /// What the notebook of a comparison runs: the comparison again, and for each section what draws it.
  var script: NotebookScript {
    let words = NotebookScript.words(without: [
      "--report", "--notebook", "--csv", "--json", "--markdown", "--forecasts", "--fail-if",
    ])
    return NotebookScript(
      input: command.input.file,
      body: """
        run(\(words),
            "--json", folder / "summary.json", "--csv", folder / "scores.csv",
            "--forecasts", folder / "forecasts.csv")
        summary = json.loads((folder / "summary.json").read_text())
        models = pd.DataFrame(summary["models"]).set_index("model")
        scores = pd.read_csv(folder / "scores.csv")
        forecasts = pd.read_csv(folder / "forecasts.csv")
        metric = summary["metric"]
        print(summary["verdict"])
        """,
      sections: Self.codes
    )
  }

  /// For each section that has numbers, the code that draws it from the results.
  private static let codes: [(section: String, source: String)] = [
    (
      "Leaderboard",
      """
      ax = models[metric][::-1].plot.barh(color="#0065a8", figsize=(8, 3))
      ax.set_xlabel(metric.upper()); ax.set_ylabel("")
      plt.show()
      models[[metric, "skill", "win_rate", "mean_rank", "smape", "wql", "coverage80", "coverage95"]].round(3)
      """
    ),
    (
      "How sure is that?",
      """
      pd.DataFrame(summary["contests"])
      """
    ),
    (
      ComparePage.combiningTitle,
      """
      pd.DataFrame(summary["combinations"])
      """
    ),
    (
      ComparePage.earningsTitle,
      """
      ablation = pd.DataFrame(summary["ablation"])
      saved = 100 * ablation.set_index("ablated")["gain"][::-1]
      ax = saved.plot.barh(color="#0065a8", figsize=(8, 1 + .4 * len(saved))); ax.axvline(0, color="black")
      ax.set_xlabel("error saved, %"); ax.set_ylabel("")
      plt.show()
      ablation.drop(columns=["with", "without"]).round(3)
      """
    ),
    (
      "Where is it good, where not?",
      """
      for name, row in models.iterrows():
          plt.plot(np.arange(1, summary["horizon"] + 1), row["mase_by_step"], label=name)
      plt.xlabel("step ahead"); plt.ylabel("MASE"); plt.legend(); plt.show()
      segments = pd.DataFrame(summary["segments"])
      segments if segments.empty else segments.drop(columns=metric).join(segments[metric].apply(pd.Series))
      """
    ),
    (
      "What do the forecasts look like?",
      """
      best = models.iloc[0]["column"]
      column = scores[scores["metric"] == metric].groupby("unique_id")[best].mean().sort_values()
      one = forecasts[forecasts["unique_id"] == column.index[len(column) // 2]]
      one = one[one["cutoff"] == one["cutoff"].max()]
      x = np.arange(1, len(one) + 1)
      plt.fill_between(x, one[f"{best}-lo-95"], one[f"{best}-hi-95"], alpha=.15, color="#0065a8")
      plt.fill_between(x, one[f"{best}-lo-80"], one[f"{best}-hi-80"], alpha=.25, color="#0065a8")
      plt.plot(x, one[best], color="#0065a8", label=best)
      plt.plot(x, one["y"], color="black", label="actual")
      plt.title(one["unique_id"].iloc[0]); plt.xlabel("step ahead"); plt.legend(); plt.show()
      """
    ),
    (
      "Can its intervals be trusted?",
      """
      pit = np.array(models.iloc[0]["pit"])
      plt.bar(np.arange(20) * 5 + 2.5, 100 * pit, width=4.6, color="#0065a8"); plt.axhline(5, ls="--", color="black")
      plt.xlabel("place in the forecast distribution, %"); plt.ylabel("%"); plt.show()
      models[["coverage80", "coverage95"]].round(3)
      """
    ),
    (
      "What do its errors look like?",
      """
      residuals = np.array(models.iloc[0]["residuals"])
      plt.bar((np.arange(42) - 20.5) / 5, residuals / residuals.sum(), width=.18, color="#0065a8")
      plt.xlabel("error, actual less forecast, scaled"); plt.show()
      """
    ),
    (
      "What does accuracy cost?",
      """
      timing = pd.DataFrame(summary["timing"]["models"]).set_index("model")
      columns = ["fit_seconds", "forecast_seconds", "training_seconds"]
      seconds = timing[columns].sum(axis=1).reindex(models.index)
      plt.scatter(seconds, models[metric]); plt.xscale("log")
      for name in seconds.index:
          plt.annotate(name, (seconds[name], models[metric][name]), xytext=(5, 5), textcoords="offset points")
      plt.xlabel("processor time, seconds"); plt.ylabel(metric.upper()); plt.show()
      """
    ),
    (
      "Which series deserve a look?",
      """
      wide = scores[scores["metric"] == metric].drop(columns=["metric", "cutoff"]).groupby("unique_id").mean()
      wide.sort_values(models.iloc[0]["column"], ascending=False).head(20).round(3)
      """
    ),
  ]
}
