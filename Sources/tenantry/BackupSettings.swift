import Domain
import Storage

/// Where copies of the database are put by themselves, and when.
struct BackupSettings: Sendable {
    let folder: BackupFolder
    let schedule: BackupSchedule

    /// Nil without an interval; also where something is wrong, which `reader` then knows.
    init?(_ reader: inout SettingReader, _ options: ServerOptions?, data: String) {
        let interval = reader.value(options?.backupEvery, "BACKUP_EVERY", default: nil) { text throws(Problem) in try Self.interval(text) }
        let kept = reader.value(options?.backupKeep, "BACKUP_KEEP", default: 7) { text throws(Problem) in
            guard let number = Int(text), (1...10_000).contains(number) else { throw Problem("must be a number from 1 to 10000") }
            return number
        }
        let folder = reader.value(options?.backupFolder, "BACKUP_FOLDER", default: data + "/backups") { text throws(Problem) in
            guard !text.isEmpty else { throw Problem("must name a folder") }
            return text
        }
        guard let interval else { return nil }
        self.folder = BackupFolder(folder)
        schedule = BackupSchedule(every: interval, keeping: kept)
    }

    /// A number and a unit: `30m`. Of a year at most, so that sums stay numbers.
    private static func interval(_ text: String) throws(Problem) -> Span? {
        let problem = Problem("must be a length of time such as 30m, 6h or 1d, up to 366d")
        guard let unit = text.unicodeScalars.last.flatMap(Self.unit), let count = UInt32(text.dropLast()), count > 0 else { throw problem }
        let (milliseconds, isTooLong) = unit.milliseconds.multipliedReportingOverflow(by: Int64(count))
        guard !isTooLong, milliseconds <= Span.days(366).milliseconds else { throw problem }
        return Span(milliseconds: milliseconds)
    }

    private static func unit(_ letter: Unicode.Scalar) -> Span? {
        switch letter {
        case "s": .seconds(1)
        case "m": .minutes(1)
        case "h": .hours(1)
        case "d": .days(1)
        default: nil
        }
    }
}
