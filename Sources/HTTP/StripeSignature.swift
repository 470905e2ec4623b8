import Crypto
import Domain

/// Stripe's signature of what it sends (docs.stripe.com/webhooks/signature): `t=1492774577,v1=5257a869…,v0=…`, with HMAC-SHA-256 of
/// `t.body` under the endpoint's secret in hexadecimal digits as `v1`; several while a secret is being replaced.
struct StripeSignature {
    /// How far the time of signing may be from now, either way.
    static let tolerance = Span.minutes(5)

    /// As many as are looked at. Each costs a walk through the body.
    private static let mostCodes = 4

    private let signedAt: String
    private let codes: [[UInt8]]

    /// Fails with `.malformed`.
    init(_ header: String) throws(Failure) {
        var (signedAt, codes): (String?, [[UInt8]]) = (nil, [])
        for part in header.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            switch pair[0] {
            case "t": signedAt = String(pair[1])
            case "v1": if let code = Self.bytes(hexadecimal: pair[1]) { codes.append(code) }
            default: continue
            }
        }
        guard let signedAt, !codes.isEmpty else { throw .malformed("The Stripe-Signature has no time or no v1.") }
        self.signedAt = signedAt
        self.codes = codes
    }

    /// Fails with `.malformed` for another body, another secret, or a time too far from now.
    func verify(_ body: [UInt8], secret: String, at now: Instant) throws(Failure) {
        let key = SymmetricKey(data: Array(secret.utf8))
        let signed = Array(signedAt.utf8) + [UInt8(ascii: ".")] + body
        guard let seconds = Int64(signedAt), seconds.magnitude < 1 << 40, abs(now.milliseconds / 1000 - seconds) <= Self.tolerance.seconds
        else {
            throw .malformed("The Stripe-Signature is too old, or of a time to come.")
        }
        let isRight = codes.prefix(Self.mostCodes).contains {
            HMAC<SHA256>.isValidAuthenticationCode($0, authenticating: signed, using: key)
        }
        guard isRight else { throw .malformed("The Stripe-Signature is not that of this body.") }
    }

    private static func bytes(hexadecimal text: Substring) -> [UInt8]? {
        let digits = text.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 2 * SHA256.byteCount else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}

extension BillingWord {
    /// What an event says of a subscription (docs.stripe.com/api/events, api/subscriptions/object); nil for one about something else.
    /// Fails with `.malformed`.
    init?(stripe event: JSONValue) throws(Failure) {
        guard case .string(let id)? = event["id"], case .string(let type)? = event["type"], case .integer(let created)? = event["created"]
        else { throw .malformed("The body is no event of Stripe's.") }
        guard type.hasPrefix("customer.subscription.") else { return nil }
        let object = event["data"]?["object"]
        guard case .string(let subscription)? = object?["id"], case .string(let word)? = object?["status"],
            let customer = object?["customer"]?.idOrText
        else { throw .malformed("The event has no subscription with id, customer and status.") }
        guard let status = Organization.Status(stripe: type == "customer.subscription.deleted" ? "canceled" : word) else { return nil }
        var trialEndsAt: Instant?
        if case .integer(let seconds)? = object?["trial_end"], (0..<253_402_300_800).contains(seconds) {
            trialEndsAt = Instant(milliseconds: Int64(seconds) * 1000)
        }
        guard (0..<253_402_300_800).contains(created) else { throw .malformed("The event's time is none.") }
        self.init(
            id: id, customer: customer, subscription: subscription, at: Instant(milliseconds: Int64(created) * 1000),
            isBeginning: type == "customer.subscription.created", status: status, trialEndsAt: trialEndsAt, seats: object?.quantity
        )
    }
}

extension Organization.Status {
    /// Nil for a word that Stripe may come to use.
    fileprivate init?(stripe word: String) {
        switch word {
        case "trialing": self = .trial
        case "active": self = .active
        case "past_due": self = .pastDue
        case "unpaid", "paused", "incomplete": self = .suspended
        case "canceled", "incomplete_expired": self = .canceled
        default: return nil
        }
    }
}

extension JSONValue {
    /// Of a reference, which may have been expanded.
    fileprivate var idOrText: String? {
        if case .string(let text) = self { return text }
        if case .string(let id)? = self["id"] { return id }
        return nil
    }

    /// Of all items of a subscription together.
    fileprivate var quantity: Int? {
        var quantities: [Int] = []
        if case .array(let items)? = self["items"]?["data"] {
            for item in items { if case .integer(let quantity)? = item["quantity"] { quantities.append(quantity) } }
        }
        if quantities.isEmpty, case .integer(let quantity)? = self["quantity"] { quantities.append(quantity) }
        guard !quantities.isEmpty, quantities.allSatisfy({ (0...Subscription.mostSeats).contains($0) }) else { return nil }
        return min(max(quantities.reduce(0, +), 1), Subscription.mostSeats)
    }
}
