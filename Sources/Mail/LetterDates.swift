import Domain

extension Instant {
    /// `28 November 2026` or `28. November 2026`, in UTC.
    func day(in language: Language) -> Words {
        let parts = description.prefix(10).split(separator: "-").compactMap { Int($0) }
        let (year, month, day) = (parts[0], parts[1], parts[2])  // RFC 3339 has all three
        return switch language {
        case .english: Words(ours: "\(day) \(Self.englishMonths[month - 1]) \(year)")
        case .german: Words(ours: "\(day). \(Self.germanMonths[month - 1]) \(year)")
        }
    }

    /// `28 November 2026, 09:30 UTC` or `28. November 2026, 09:30 Uhr (UTC)`.
    func minute(in language: Language) -> Words {
        let time = Words(ours: String(description.dropFirst(11).prefix(5)))
        return switch language {
        case .english: "\(day(in: language)), \(time) UTC"
        case .german: "\(day(in: language)), \(time) Uhr (UTC)"
        }
    }

    private static let englishMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]
    private static let germanMonths = [
        "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember",
    ]
}
