internal import Intensity
internal import Reporting
internal import TimeSeries

extension AudiencePage {
  /// What the notebook runs: the command again, and the windows before, held against the log.
  var script: NotebookScript {
    let words = NotebookScript.words(
      without: ["--report", "--notebook", "--output", "-o", "--prices", "--save", "--reliability"],
      flags: ["--json"]
    )
    let past = NotebookScript.words(
      without: [
        "--report", "--notebook", "--output", "-o", "--prices", "--save", "--from", "--answer",
        "--as-of", "--audience-size", "--contacts", "--minimum", "--total", "--money", "--cost",
        "--items", "--method", "--control", "--relevance", "--users", "--exclude", "--activity",
        "--reliability", "--horizon", "-n", "--visits", "--item-attributes", "--user-attributes",
      ],
      flags: ["--json"]
    )
    let moments = trials.trials.map { NotebookScript.quoted(clock.text($0.moment)) }
    let (file, user, time) = (
      NotebookScript.quoted(command.input.file), NotebookScript.quoted(summary.report.userColumn),
      NotebookScript.quoted(summary.report.timeColumn)
    )
    let worth = summary.report.valueColumns.map(NotebookScript.quoted).joined(separator: ", ")
    let (read, end) =
      clock.isInteger
      ? ("\(time)", "+ \(summary.window.length)")
      : (
        clock.unixUnit.map {
          "pd.to_datetime(log[\(time)], unit=\"\($0 == 1 ? "us" : $0 == 1000 ? "ms" : "s")\")"
        }
          ?? "pd.to_datetime(log[\(time)])",
        "+ pd.Timedelta(microseconds=\(summary.window.length))"
      )
    return NotebookScript(
      input: command.input.file,
      body: """
        run(\(words), "-o", folder / "audience.csv")
        audience = pd.read_csv(folder / "audience.csv", dtype={"user": str, "item": str})
        log = pd.read_csv(root / \(file), dtype={\(user): str})
        \(worth.isEmpty ? "" : "log = log[log[[\(worth)]].prod(axis=1) > 0]")
        moment = \(clock.isInteger ? "log[\(time)]" : read)
        trials = []
        for start in [\(moments.joined(separator: ", "))]:
            run(\(past), "--horizon", "\(horizon)", "--visits", "\(log.visits.rawValue)", "--activity", "\(model.activityName)", "--answer", "users", "--as-of", start, "-o", folder / "users.csv")
            users = pd.read_csv(folder / "users.csv", dtype={"user": str})
            begin = \(clock.isInteger ? "int(start)" : "pd.Timestamp(start)")
            came = set(log.loc[(moment >= begin) & (moment < begin \(end)), \(user)])
            trials.append(users.assign(start=start, came=users["user"].isin(came)))
        trials = pd.concat(trials) if trials else pd.DataFrame(columns=["start", "probability", "came"])
        print(len(audience), "rows;", trials["start"].nunique(), "windows before")
        """,
      sections: [
        (
          "How sure is that?",
          """
          fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.8))
          tenths = trials.groupby(pd.qcut(trials["probability"].rank(method="first"), 10, labels=False))
          tenths = tenths.agg(expected=("probability", "mean"), came=("came", "mean"))
          left.axline((0, 0), slope=1, ls="--", color="black", lw=1)
          left.scatter(tenths["expected"], tenths["came"], color="#0065a8")
          left.set_xlabel("expected share"); left.set_ylabel("share that came")
          windows = trials.groupby("start").agg(expected=("probability", "sum"), came=("came", "sum"))
          windows.plot(ax=right, style=["o-", "ks-"]); right.set_ylim(0); right.set_xlabel("window from")
          plt.tight_layout(); plt.show()
          windows.round(1)
          """
        ),
        (
          "Who will come?",
          """
          last = trials[trials["start"] == trials["start"].max()]
          plt.hist(last["probability"], bins=np.linspace(0, 1, 21), color="#0065a8"); plt.xlabel("probability to come"); plt.ylabel("users"); plt.show()
          last.sort_values("probability", ascending=False).head(20)
          """
        ),
        (
          "What is on the lists?",
          """
          key = audience.columns[0]
          sizes = audience.groupby(key).agg(size=("probability", "size"), expected_hits=("probability", "sum"))
          plt.hist(sizes["size"], bins=20, color="#0065a8"); plt.xlabel("size of a list"); plt.ylabel("lists"); plt.show()
          sizes.sort_values("expected_hits", ascending=False).head(20).round(2)
          """
        ),
      ]
    )
  }
}
