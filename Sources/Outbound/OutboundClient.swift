import Domain
import NIOCore

/// Opens URLs that others have named: `https` alone, at addresses that `AddressPolicy` admits, within limits. Each host is looked up once, and
/// the address that was judged is the one that is connected to, so that a name can't lead elsewhere in between.
public struct OutboundClient: Sendable {
    private let policy: AddressPolicy
    private let limits: OutboundLimits
    private let resolver: HostResolver
    private let tls: ClientTLS

    /// - Parameter authorities: who is trusted besides those whom the system trusts.
    public init(
        policy: AddressPolicy = AddressPolicy(), limits: OutboundLimits = OutboundLimits(), authorities: CertificateAuthorities? = nil
    ) {
        self.init(policy: policy, limits: limits, authorities: authorities, resolver: HostResolver())
    }

    init(policy: AddressPolicy, limits: OutboundLimits, authorities: CertificateAuthorities?, resolver: HostResolver) {
        self.policy = policy
        self.limits = limits
        self.resolver = resolver
        tls = ClientTLS(additional: authorities, applicationProtocols: ["http/1.1"])
    }

    /// The same, whose lookups nobody holds up who holds up this one's.
    public func apart() -> OutboundClient { OutboundClient(self, resolver: HostResolver(isApart: true)) }

    private init(_ other: OutboundClient, resolver: HostResolver) {
        (policy, limits, tls) = (other.policy, other.limits, other.tls)
        self.resolver = resolver
    }

    /// The answer, whatever its status. A GET follows redirects, each of them judged anew; the answer to a POST is handed over as it is.
    public func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        let deadline = NIODeadline.now() + .milliseconds(limits.time.milliseconds)
        var request = request
        for _ in 0...limits.redirects {
            let response = try await exchange(request, by: deadline)
            guard case .get = request.method, response.isRedirect else { return response }
            guard let location = response.header("Location"), let target = try? request.url.resolving(location: location) else {
                throw .redirectRefused
            }
            request = request.redirected(to: target)
        }
        throw .tooManyRedirects
    }

    /// The addresses that are admitted are tried one after the other until one takes the connection; they share the time that is left.
    private func exchange(_ request: OutboundRequest, by deadline: NIODeadline) async throws(OutboundFailure) -> OutboundResponse {
        let host = request.url.host
        let addresses = try await resolver.addresses(of: request.url, by: deadline).filter(policy.admits)
        guard !addresses.isEmpty else { throw .addressRefused(host: host) }
        guard let tls = try? tls.context() else { throw .tls(host: host) }
        for (index, address) in addresses.enumerated() {
            guard .now() < deadline else { throw .timeout }
            let share = TimeAmount.nanoseconds((deadline - .now()).nanoseconds / Int64(addresses.count - index))
            let exchange = OutboundExchange(request: request, address: address, tls: tls, bodyLimit: limits.body)
            do throws(OutboundFailure) {
                return try await exchange.response(connectingWithin: share, by: deadline)
            } catch {
                guard error == .unreachable(host: host) else { throw error }
            }
        }
        throw .now() < deadline ? .unreachable(host: host) : .timeout
    }
}
