import Domain
import Testing

@Suite struct BackupScheduleTests {
    private let now = Instant(milliseconds: 1_790_000_000_000)
    private let schedule = BackupSchedule(every: .hours(6), keeping: 3)

    /// Made that many hours ago.
    private func copies(_ hours: Int64...) -> [BackupName] { hours.map { BackupName(at: now - .hours($0)) } }

    @Test func theFirstIsDueAtOnce() {
        #expect(schedule.due(after: [], at: now) == now)
    }

    @Test func theNextIsDueAnIntervalAfterTheNewestWhateverTheOrder() {
        #expect(schedule.due(after: copies(1), at: now) == now + .hours(5))
        #expect(schedule.due(after: copies(13, 1, 7), at: now) == now + .hours(5))
        #expect(schedule.due(after: copies(6), at: now) == now)
    }

    @Test func oneThatWasMissedIsDueOnceHoweverManyWere() {
        let missed = copies(50)
        #expect(schedule.due(after: missed, at: now) <= now)
        #expect(schedule.due(after: missed + copies(0), at: now) == now + .hours(6))
    }

    @Test func copiesFromTheFutureNeitherCountNorGo() {
        #expect(schedule.due(after: copies(-1000), at: now) == now)
        #expect(schedule.due(after: copies(-1000, 2), at: now) == now + .hours(4))
        #expect(schedule.surplus(of: copies(-1, -2, -3, -4, 0), at: now).isEmpty)
        #expect(schedule.surplus(of: copies(-1, 0, 1, 2, 3), at: now) == copies(3))
    }

    @Test func theNewestStay() {
        #expect(schedule.surplus(of: [], at: now).isEmpty)
        #expect(schedule.surplus(of: copies(0, 6, 12), at: now).isEmpty)
        #expect(schedule.surplus(of: copies(24, 0, 12, 18, 6), at: now) == copies(18, 24))
        #expect(BackupSchedule(every: .days(1), keeping: 1).surplus(of: copies(0, 24), at: now) == copies(24))
    }

    @Test func aNameTellsItsTime() throws {
        let name = BackupName(at: now + Span(milliseconds: 999))
        #expect("\(name)" == "tenantry.scheduled-20260921T141320Z.db")
        #expect(name.time == now)
        #expect(BackupName("\(name)") == name)
    }

    @Test func everyDayOfFourHundredYearsComesBack() {
        for day in 0..<146_097 {
            let name = BackupName(at: Instant(milliseconds: Int64(day) * 86_400_000 + 86_399_000))
            guard BackupName("\(name)") == name else {
                Issue.record("\(name)")
                return
            }
        }
    }

    @Test func namesSortByTime() {
        let names = (0..<1000).map { BackupName(at: Instant(milliseconds: $0 * 4_000_000_000)) }
        #expect(names.map(\.description).sorted() == names.map(\.description))
    }

    @Test(arguments: [
        "tenantry.db", "tenantry.schema-7.1790000000.db", "tenantry.replaced-20260921T133320Z.db", "scheduled-20260921T133320Z.db",
        "tenantry.scheduled-20260921T133320Z.db.part", "tenantry.scheduled-20260921T133320Z.DB", "tenantry.scheduled-.db",
        "tenantry.scheduled-20260921T133320.db", "tenantry.scheduled-20260921 133320Z.db", "tenantry.scheduled-2026092١T133320Z.db",
        "tenantry.scheduled-20260230T000000Z.db", "tenantry.scheduled-20261301T000000Z.db", "tenantry.scheduled-20260921T240000Z.db",
        "tenantry.scheduled-20260921T136020Z.db", "tenantry.scheduled-+0260921T133320Z.db", "x.tenantry.scheduled-20260921T133320Z.db", "",
    ])
    func whateverIsCalledOtherwiseIsNoneOfOurs(_ name: String) {
        #expect(BackupName(name) == nil)
    }
}
