import Domain
import Storage

/// What the process knows of itself, for those who run it.
public struct Instance: Sendable {
    public struct Setting: Sendable {
        public let name: String
        /// Nil for what was not given, and for what is nobody's to see.
        public let value: String?
        public let isSecret: Bool
        public let isGiven: Bool

        public init(name: String, value: String?, isSecret: Bool) {
            self.name = name
            self.value = isSecret ? nil : value
            self.isSecret = isSecret
            isGiven = value != nil
        }
    }

    public let version: String
    public let startedAt: Instant
    public let settings: [Setting]
    /// Where copies of the database are put by themselves, and when; nil where none are made.
    public let backups: (folder: BackupFolder, schedule: BackupSchedule)?

    public init(
        version: String, startedAt: Instant, settings: [Setting] = [], backups: (folder: BackupFolder, schedule: BackupSchedule)? = nil
    ) {
        self.version = version
        self.startedAt = startedAt
        self.settings = settings
        self.backups = backups
    }
}
