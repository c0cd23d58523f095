import AlmanacTesting
import Synthesis
import Testing

@Suite("GrowthSchedule")
struct GrowthScheduleTests {
  @Test("the schedule of the paper grows after epoch 1000 and blends over 500", .tags(.golden))
  func paper() {
    let schedule = GrowthSchedule.paper(stages: 5)
    #expect(schedule.epochs == 6500)
    #expect(GrowthSchedule.paper(stages: 1).epochs == 2500)
    #expect(schedule.growth(inEpoch: 1000) == Growth(depth: 0))
    #expect(schedule.growth(inEpoch: 1001) == Growth(depth: 1, share: 1.0 / 500))
    #expect(schedule.growth(inEpoch: 1500) == Growth(depth: 1))
    #expect(schedule.growth(inEpoch: 1501) == Growth(depth: 1))
    #expect(schedule.growth(inEpoch: 2250) == Growth(depth: 2, share: 0.5))
    #expect(schedule.growth(inEpoch: 6499) == Growth(depth: 5))
    #expect(schedule.firstFullEpoch == 5500)
  }

  @Test("the discriminator is ahead until the generator has 25 updates", .tags(.golden))
  func warmUp() {
    let schedule = GrowthSchedule.paper(stages: 1)
    let first = (0..<1200).filter(schedule.updatesGenerator)
    #expect(first == (0..<12).flatMap { [$0 * 100, $0 * 100 + 51] })
    // The 25th update opens epoch 12; from there on both take turns.
    #expect((1200..<1210).filter(schedule.updatesGenerator) == [1200, 1202, 1204, 1206, 1208])
    #expect((5000..<5100).count(where: schedule.updatesGenerator) == 50)
  }

  @Test("a scaled schedule still grows stage by stage", .tags(.property))
  func scaled() {
    for factor in [1e-6, 0.01, 0.3, 1, 7] {
      let schedule = GrowthSchedule.paper(stages: 4).scaled(by: factor)
      #expect(schedule.growthEpochs.count == 4)
      #expect(zip(schedule.growthEpochs, schedule.growthEpochs.dropFirst()).allSatisfy { $0 < $1 })
      #expect(schedule.growth(inEpoch: schedule.epochs - 1).depth == 4)
    }
  }
}
