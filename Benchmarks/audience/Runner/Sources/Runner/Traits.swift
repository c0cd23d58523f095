import Foundation
import Intensity
import TimeSeries

extension Runner {
  /// What the stack learns its weights from, a row for each user: whether he came, the log odds of its members, and the
  /// logarithms of visits, lines and recency.
  static func traits(_ split: TimeSplit) throws {
    let inner = split.lesson.beforeWindows
    let states = split.lesson.windows
    let kinds: [any ActivityModel.Type] = [
      Hawkes.self, HawkesPoisson.self, ModifiedBuyTillYouDie.self, BuyTillYouDie.self,
    ]
    let columns = try kinds.map {
      try $0.init(learningFrom: inner).outlooks(of: states, in: split.log, horizon: split.horizon)
    }
    var text = "came,hawkes,hawkes_poisson,mbg_nbd,bg_nbd,visits,lines,recency\n"
    for (row, state) in states.enumerated() {
      let history = VisitHistory(state, in: split.log, horizon: split.horizon)
      let odds = columns.map { column in
        let p = min(max(column[row].probability, 1e-6), 1 - 1e-6)
        return log(p / (1 - p))
      }
      let traits = [
        log(Double(max(history.count, 1))), log(Double(max(history.lineCount, 1))),
        log(max(history.recency, 0) + 0.01),
      ]
      let came = !split.log.window(of: state, length: split.horizon).isEmpty
      text += "\(came ? 1 : 0),\((odds + traits).map { "\($0)" }.joined(separator: ","))\n"
    }
    FileHandle.standardOutput.write(Data(text.utf8))
  }
}
