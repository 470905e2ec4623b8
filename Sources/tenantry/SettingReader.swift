import Domain
import HTTP

/// What can't be used, setting by setting.
struct ConfigurationFault: Error, CustomStringConvertible {
    /// `EX_CONFIG` of sysexits.h.
    static let exitStatus: Int32 = 78

    let faults: [String]
    var description: String { faults.joined(separator: "\n") }
}

/// Reads settings and collects what is wrong with them.
struct SettingReader {
    private let environment: [String: String]
    /// What nobody gets to see again: the mail server's holds a password.
    private static let secrets: Set<String> = ["MASTER_KEY", "NEW_MASTER_KEY", "SMTP", "STRIPE_SECRET", "METRICS_TOKEN"]

    private var known: Set<String> = []
    /// As they were given, by variable, without secrets.
    private(set) var settings: [Instance.Setting] = []
    private var faults: [String] = []

    init(_ environment: [String: String]) {
        self.environment = environment
    }

    mutating func value<Value>(
        _ option: String?, _ name: String, default fallback: Value, _ read: (String) throws(Problem) -> Value
    ) -> Value {
        let variable = "TENANTRY_" + name
        known.insert(variable)
        let given = option ?? environment[variable]
        settings.append(Instance.Setting(name: variable, value: given, isSecret: Self.secrets.contains(name)))
        guard let text = given else { return fallback }
        do {
            return try read(text)
        } catch {
            let source = option == nil ? variable : "--" + name.lowercased().split(separator: "_").joined(separator: "-")
            faults.append("\(source) \(error.message).")
            return fallback
        }
    }

    /// Says that a setting is missing which another one wants.
    mutating func want(_ name: String, because reason: String) {
        faults.append("TENANTRY_\(name) is missing: \(reason).")
    }

    /// Says that a setting is one too many.
    mutating func refuse(_ name: String, because reason: String) {
        faults.append("TENANTRY_\(name) can't be used: \(reason).")
    }

    func isGiven(_ option: String?, _ name: String) -> Bool {
        option != nil || environment["TENANTRY_" + name] != nil
    }

    /// Fails if there was any fault, or a variable that looks like ours and isn't.
    func finish() throws(ConfigurationFault) {
        let unknown = environment.keys.filter { $0.hasPrefix("TENANTRY_") && !known.contains($0) }.sorted()
        let faults = faults + unknown.map { "\($0) is not a setting of Tenantry: `tenantry serve --help` names all there are." }
        guard faults.isEmpty else { throw ConfigurationFault(faults: faults) }
    }
}
