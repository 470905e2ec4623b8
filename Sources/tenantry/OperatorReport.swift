import Domain
import HTTP
import Storage

extension OperatorCommand {
    static func appoint(_ email: String, _ organization: String?, on storage: Storage, _ settings: Settings) async throws -> String {
        let email = try read(email, as: "EMAIL", EmailAddress.init)
        let name = try organization.map { try read($0, as: "--organization", DisplayName.init) }
        do {
            return OperatorReport.text(of: try await storage.maintenance.appoint(email, owning: name, at: Clock.system.now), settings)
        } catch OperatorRefusal.disabled {
            throw OperatorFailure("\(OperatorRefusal.disabled), \(email.text). Another operator has to enable it first.")
        } catch let refusal as OperatorRefusal {
            throw OperatorFailure("\(refusal), \(email.text). With --organization NAME it is made.")
        } catch Failure.forbidden(let reason) {
            throw OperatorFailure(reason)
        }
    }

    static func dismiss(_ email: String, on storage: Storage) async throws -> String {
        let email = try read(email, as: "EMAIL", EmailAddress.init)
        do {
            let (wasOperator, left) = try await storage.maintenance.dismiss(email, at: Clock.system.now)
            return OperatorReport.text(ofDismissing: email, wasOperator: wasOperator, left: left)
        } catch let refusal as OperatorRefusal {
            throw OperatorFailure("\(refusal), \(email.text).")
        }
    }

    private static func read<Value>(_ text: String, as name: String, _ read: (String) throws(Problem) -> Value) throws -> Value {
        do {
            return try read(text)
        } catch {
            throw OperatorFailure("\(name) \(error.message).")
        }
    }
}

/// What has become of an operator, for the one who typed it.
enum OperatorReport {
    static func text(of appointment: Appointment, _ settings: Settings) -> String {
        let account = appointment.account
        var lines = ["\(account.email) is \(appointment.isNewOperator ? "an operator now" : "an operator already")."]
        if appointment.isNewAccount { lines.append("Made an account for this address.") }
        if let organization = appointment.organization { lines.append("Made the organization “\(organization.text)”, which it owns.") }
        if let token = appointment.token {
            lines.append("Within 30 minutes this link sets its password, once:")
            lines.append(settings.publicURL.link(to: "/reset-password", carrying: token))
        } else if !account.emailVerified {
            lines.append(
                "Nobody has proven that this address is theirs: make sure that the account is who you mean. "
                    + "It is called “\(account.name)” and was made at \(account.createdAt)."
            )
        }
        return lines.map { "\($0)\n" }.joined()
    }

    static func text(ofDismissing email: EmailAddress, wasOperator: Bool, left: Int) -> String {
        let text = wasOperator ? "\(email.text) is no operator any more.\n" : "\(email.text) is no operator.\n"
        return left == 0 ? text + "Warning: there is no operator now. `tenantry operator add` makes one.\n" : text
    }

    static func table(of operators: [(account: Account, hasPassword: Bool)]) -> String {
        guard !operators.isEmpty else { return "There is no operator.\n" }
        return operators.map { account, hasPassword in
            let notes = (account.emailVerified ? [] : ["address not verified"]) + (hasPassword ? [] : ["no password yet"])
            let columns = [account.email, "\(account.id)", "\(account.createdAt)"] + (notes.isEmpty ? [] : [notes.joined(separator: ", ")])
            return columns.joined(separator: "  ") + "\n"
        }.joined()
    }
}
