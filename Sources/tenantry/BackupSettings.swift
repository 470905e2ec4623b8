import Domain
import Storage

/// Where copies of the database are put by themselves, and when.
struct BackupSettings: Sendable {
    let folder: BackupFolder
    let schedule: BackupSchedule

    /// Nil without an interval; also where something is wrong, which `reader` then knows.
    init?(_ reader: inout SettingReader, _ options: ServerOptions?, data: String) {
        let interval = reader.value(options?.backupEvery, "BACKUP_EVERY", default: nil) { text throws(Problem) in
            try Span(length: text) as Span?
        }
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
}
