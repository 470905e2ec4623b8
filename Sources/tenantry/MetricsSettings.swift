import Domain
import FoundationEssentials
import HTTP

extension SettingReader {
    /// From the environment, or from the first line of the file that it names; nil without either.
    mutating func metricsToken() -> MetricsToken? {
        let own = value(nil, "METRICS_TOKEN", default: nil) { text throws(Problem) in try MetricsToken(text) as MetricsToken? }
        let filed = value(nil, "METRICS_TOKEN_FILE", default: nil) { text throws(Problem) in try Self.token(in: text) }
        if isGiven(nil, "METRICS_TOKEN"), isGiven(nil, "METRICS_TOKEN_FILE") {
            refuse("METRICS_TOKEN_FILE", because: "TENANTRY_METRICS_TOKEN is given as well")
        }
        return own ?? filed
    }

    private static func token(in file: String) throws(Problem) -> MetricsToken? {
        guard let content = try? Data(contentsOf: URL(filePath: file)) else { throw Problem("names a file that can't be read") }
        let line = String(decoding: content, as: UTF8.self).prefix { $0 != "\n" && $0 != "\r\n" }
        do {
            return try MetricsToken(String(line))
        } catch {
            throw Problem("names a file whose first line \(error.message)")
        }
    }
}
