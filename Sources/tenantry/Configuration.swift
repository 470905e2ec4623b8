import DNS
import Domain
import FoundationEssentials
import HTTP
import Logging
import Mail
import Outbound
import Storage

/// Everything that an operator can decide, checked.
struct Configuration: Sendable {
    let data: String
    let host: String
    let port: Int
    let masterKey: [UInt8]?
    /// For `tenantry key rotate`.
    let newMasterKey: [UInt8]?
    /// For how long events of the audit log are kept; nil for ever.
    let auditLifetime: Span?
    let settings: Settings
    /// By variable, for those who run the instance.
    let shown: [Instance.Setting]
    /// What new organizations are granted.
    let terms: SubscriptionTerms
    /// Where proofs of domains are looked up.
    let resolver: Resolver
    /// Apart, so that nobody who has DNS asked holds up what is due.
    let timersResolver: Resolver
    /// By which other services are asked.
    let outbound: OutboundClient
    /// Which passwords are refused because they have been in breaches; nil where there is no such set.
    let breachedPasswords: BreachedPasswordSet?
    /// Nil while mail isn't configured.
    let mail: MailSettings?
    /// Nil while the database isn't copied by itself.
    let backups: BackupSettings?
    let logLevel: Logger.Level
    let logFormat: LogOutput.Format

    /// Options win over the environment. Commands other than `serve` take what concerns the server from the environment alone. Fails with every fault at once.
    init(
        _ dataOptions: DataOptions, _ options: ServerOptions? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ConfigurationFault) {
        var reader = SettingReader(environment)
        data = reader.value(dataOptions.data, "DATA", default: "./data") { text throws(Problem) in
            guard !text.isEmpty else { throw Problem("must name a folder") }
            guard DataFolder.socket(in: text).utf8.count <= ControlClient.longestPath else {
                throw Problem("is too long for the socket in it: at most \(ControlClient.longestPath) bytes with /tenantry.sock")
            }
            return text
        }
        let address = reader.value(options?.address, "ADDRESS", default: ListenAddress(host: "127.0.0.1", port: 8080), ListenAddress.init)
        (host, port) = (address.host, address.port == 0 ? ListenAddress.freePort(on: address.host) : address.port)
        let publicURL = reader.value(options?.publicURL, "PUBLIC_URL", default: nil) { text throws(Problem) in try PublicURL(text) }
        let proxies: [IPNetwork] = reader.value(options?.trustedProxies, "TRUSTED_PROXIES", default: []) { text throws(Problem) in
            try IPNetwork.list(text)
        }
        let signUp = reader.value(options?.signup, "SIGNUP", default: .open) { text throws(Problem) in
            try oneOf(text) as Settings.SignUpMode
        }
        let minimum = reader.value(options?.passwordMin, "PASSWORD_MIN", default: 8) { text throws(Problem) in
            guard let number = Int(text), PasswordRules.shortest.contains(number) else { throw Problem("must be a number from 8 to 64") }
            return number
        }
        breachedPasswords = reader.value(options?.breachedPasswords, "BREACHED_PASSWORDS", default: nil) { text throws(Problem) in
            try BreachedPasswordSet(text) as BreachedPasswordSet?
        }
        masterKey = reader.value(nil, "MASTER_KEY", default: nil, masterKeyBytes)
        newMasterKey = reader.value(nil, "NEW_MASTER_KEY", default: nil, masterKeyBytes)
        auditLifetime = reader.value(options?.auditDays, "AUDIT_DAYS", default: nil) { text throws(Problem) in
            if text == "forever" { return nil }
            guard let days = Int64(text), (30...36_500).contains(days) else {
                throw Problem("must be forever, or a number of days from 30 to 36500")
            }
            return .days(days)
        }
        let trialDays: Int64? = reader.value(options?.trialDays, "TRIAL_DAYS", default: nil) { text throws(Problem) in
            guard let days = Int64(text), (1...3650).contains(days) else { throw Problem("must be a number of days from 1 to 3650") }
            return days
        }
        let seats: Int? = reader.value(options?.seats, "SEATS", default: nil) { text throws(Problem) in
            guard let seats = Int(text), (1...Subscription.mostSeats).contains(seats) else {
                throw Problem("must be a number from 1 to \(Subscription.mostSeats)")
            }
            return seats
        }
        terms = SubscriptionTerms(trial: trialDays.map { .days($0) }, seats: seats)
        let stripeSecret: String? = reader.value(nil, "STRIPE_SECRET", default: nil) { text throws(Problem) in
            guard text.utf8.count >= 16 else { throw Problem("must be the signing secret of a webhook endpoint at Stripe: whsec_…") }
            return text
        }
        let nameServer = reader.value(options?.dns, "DNS", default: nil) { text throws(Problem) in try NameServer(text) as NameServer? }
        resolver = Resolver(server: nameServer)
        timersResolver = Resolver(server: nameServer, threads: 1)
        outbound = Self.outbound(&reader, options)
        logLevel = reader.value(options?.logLevel, "LOG_LEVEL", default: .info) { text throws(Problem) in try oneOf(text) }
        logFormat = reader.value(options?.logFormat, "LOG_FORMAT", default: .text) { text throws(Problem) in try oneOf(text) }
        let limits: Limits? = reader.value(options?.limits, "LIMITS", default: .standard) { text throws(Problem) in
            switch text {
            case "on": .standard
            case "off": nil
            default: try Limits(changes: text)
            }
        }
        mail = MailSettings(&reader, from: options?.mailFrom)
        backups = BackupSettings(&reader, options, data: data)
        let metricsToken = reader.metricsToken()
        if signUp == .verified, !reader.isGiven(nil, "SMTP") {
            reader.want("SMTP", because: "accounts start with a link in a message where sign-up is “verified”")
        }
        try reader.finish()
        shown = reader.settings.sorted { $0.name < $1.name }
        settings = Settings(
            publicURL: publicURL ?? Self.localURL(port: port), trustedProxies: proxies, signUp: signUp,
            passwordRules: PasswordRules(minimum: minimum), isDevelopment: options?.isDevelopment ?? false,
            mailing: Mailing(reachesMailboxes: mail != nil, isLimited: limits != nil), serviceName: mail?.sender.name?.text ?? "Tenantry",
            stripeSecret: stripeSecret, metricsToken: metricsToken, limits: limits
        )
    }

    private static func outbound(_ reader: inout SettingReader, _ options: ServerOptions?) -> OutboundClient {
        let listed = reader.value(options?.outboundAllow, "OUTBOUND_ALLOW", default: []) { text throws(Problem) in
            try IPNetwork.list(text)
        }
        let authorities = reader.value(options?.outboundCA, "OUTBOUND_CA", default: nil) { file throws(Problem) in
            try CertificateAuthorities(file: file)
        }
        return OutboundClient(policy: AddressPolicy(allowing: listed), authorities: authorities)
    }

    private static func localURL(port: Int) -> PublicURL {
        do {
            return try PublicURL("http://localhost:\(port)")
        } catch {
            preconditionFailure("a port between 1 and 65535 makes an address: \(error.message)")
        }
    }
}

private func masterKeyBytes(_ text: String) throws(Problem) -> [UInt8]? {
    guard let key = DataFolder.decodeKey(text) else { throw Problem("must be 32 bytes in base64") }
    return key
}

private func oneOf<Choice: RawRepresentable<String> & CaseIterable>(_ text: String) throws(Problem) -> Choice {
    guard let choice = Choice(rawValue: text) else {
        throw Problem("must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return choice
}
