import Crypto
import Domain

@testable import HTTP

extension FuzzTarget {
    /// The first line is a `Stripe-Signature`, the rest the body: what a stranger writes is never right, what the secret signed is, however
    /// much else the header has, and for no other body. Events mean the same when written again.
    static let stripe = FuzzTarget(name: "stripe", longest: 512, seeds: samples.map { Array($0.utf8) }) { bytes in
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
        let body = Array(bytes.dropFirst(line.count + 1))
        let header = String(decoding: line, as: UTF8.self)
        if let signature = try? StripeSignature(header) {
            try require(!isRight(signature, body), "a signature by nobody")
        }
        guard let signature = try? StripeSignature(signed(body) + ",v0=" + header.filter { $0 != "," }) else {
            throw Fault(property: "a header of ours can be read")
        }
        try require(isRight(signature, body), "a signature of ours")
        try require(!isRight(signature, body + [0]), "of no other body")
        guard let event = try? JSONParser.parse(body, deepest: 20), let word = try? BillingWord(stripe: event) else { return }
        guard let again = try? JSONParser.parse(event.written, deepest: 20) else { throw Fault(property: "what is written can be read") }
        try require((try? BillingWord(stripe: again)) == word, "the same again")
        try require(word.seats.map { (1...Subscription.mostSeats).contains($0) } ?? true, "seats within")
    }

    private static let secret = "whsec_test"
    private static let seconds: Int64 = 1_492_774_577

    private static func isRight(_ signature: StripeSignature, _ body: [UInt8]) -> Bool {
        (try? signature.verify(body, secret: secret, at: Instant(milliseconds: seconds * 1000))) != nil
    }

    private static func signed(_ body: [UInt8]) -> String {
        let text = Array("\(seconds).".utf8) + body
        let code = HMAC<SHA256>.authenticationCode(for: text, using: SymmetricKey(data: Array(secret.utf8)))
        return "t=\(seconds),v1=" + code.map { String(UInt16($0) | 0x100, radix: 16).dropFirst() }.joined()
    }

    private static let event = """
        {"id":"evt_1","type":"customer.subscription.updated","created":1492774577,"data":{"object":{"id":"sub_1","customer":"cus_1",\
        "status":"active","trial_end":1492774999,"items":{"data":[{"quantity":3}]},"quantity":5}}}
        """
    private static let zeros = String(repeating: "0", count: 64)
    private static let samples = [
        "t=\(seconds),v1=\(zeros),v0=\(zeros)\n{}", "t=\(seconds),v1=\(zeros),v1=\(zeros)\n\(event)", "v1=\(zeros)\n\(event)",
        "t=\(seconds)\n" + event.replacing("updated", with: "deleted"), "t=-1,v1=\(zeros)\n" + event.replacing("active", with: "trialing"),
    ]
}
