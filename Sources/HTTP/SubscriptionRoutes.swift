import Domain
import HTTPTypes
import Hummingbird
import Storage

/// What an organization has been granted.
struct SubscriptionRoutes {
    let services: Services

    /// How many levels an event of Stripe's can have.
    private static let deepestOfStripe = 20

    @Sendable func show(_ request: Request, context: TenantContext) async throws -> Response {
        let now = services.clock.now
        return Response(json: SubscriptionView(listing: try await services.storage.subscription(in: context.scope, at: now), at: now))
    }

    /// By an operator.
    @Sendable func set(_ request: Request, context: OperatorContext) async throws -> Response {
        let input = try await Input(request)
        let (status, seats, trialEndsAt, customer) = try input.all(
            input.text("status", Organization.Status.init(parameter:)),
            input.optionalNumber("seats", in: 1...Subscription.mostSeats),
            input.optionalText("trialEndsAt", Instant.init(rfc3339:)),
            input.customer
        )
        guard status == .trial || trialEndsAt == nil else { throw Failure.invalid("trialEndsAt", "goes with the status trial only") }
        let change = SubscriptionChange(Subscription(status: status, trialEndsAt: trialEndsAt, seats: seats), customer: customer)
        let now = services.clock.now
        let set = try await services.storage.setSubscription(
            of: context.pathID("organization"), to: change, by: context.scope, at: now
        )
        return Response(json: SubscriptionView(listing: set, at: now, showsCustomer: true))
    }

    /// By Stripe, which signs what it sends.
    @Sendable func hearStripe(_ request: Request, context: AnonymousContext) async throws -> HTTPResponse.Status {
        guard let secret = services.settings.stripeSecret else { throw Failure.notFound }
        let now = services.clock.now
        let signature = try StripeSignature(request.headers[.stripeSignature] ?? "")
        let body = Array(try await request.wholeBody().readableBytesView)
        try signature.verify(body, secret: secret, at: now)
        if let word = try BillingWord(stripe: JSONParser.parse(body, deepest: Self.deepestOfStripe)) {
            try await services.storage.hear(word, on: services.device(of: request, context.peer, context.id), at: now)
        }
        return .ok
    }
}

extension Input {
    /// An id of Stripe's, such as `cus_NffrFeUfNV2Hib`. Missing leaves as is, null unbinds.
    fileprivate var customer: Field<String??> {
        let read = optionalText("customer") { text throws(Problem) in
            let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
            guard isPlain, (1...255).contains(text.utf8.count) else { throw Problem("must be the id of a customer at Stripe") }
            return text
        }
        return change(read)
    }
}

struct SubscriptionView: JSONWritable {
    private let listing: SubscriptionListing
    private let status: Organization.Status
    private let showsCustomer: Bool

    init(listing: SubscriptionListing, at now: Instant, showsCustomer: Bool = false) {
        self.listing = listing
        self.showsCustomer = showsCustomer
        status = listing.subscription.status(at: now)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("status", status.rawValue)
            json.field("trialEndsAt", listing.subscription.trialEndsAt)
            json.field("seats", listing.subscription.seats)
            json.field("used", listing.seats?.used)
            json.field("pending", listing.seats?.pending)
            if showsCustomer { json.field("customer", listing.customer) }
        }
    }
}

extension HTTPField.Name {
    static let stripeSignature = HTTPField.Name("Stripe-Signature")!  // a valid name
}
