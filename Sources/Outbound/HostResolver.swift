import Glibc
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// Finds the addresses of a host with the C library's resolver, as the system is configured. It blocks, so it runs on threads of its own.
struct HostResolver: Sendable {
    /// Fails with `.nameUnknown`.
    typealias Lookup = @Sendable (_ host: String, _ port: Int) throws(OutboundFailure) -> [SocketAddress]

    /// For all of them, from the first lookup on as long as the process lives; and others, which nobody holds up who holds up the first.
    private static let (threads, otherThreads) = (NIOThreadPool(numberOfThreads: 4), NIOThreadPool(numberOfThreads: 4))

    /// A lookup that waits for a thread, or has one.
    private struct Pending {
        let result: EventLoopFuture<[SocketAddress]>
        /// After which nobody waits for it.
        var deadline: NIODeadline
    }

    private let pending = NIOLockedValueBox<[String: Pending]>([:])
    private let most: Int
    private let lookUp: Lookup
    private let threads: NIOThreadPool

    /// - Parameters:
    ///   - most: how many hosts are looked up at once, those that wait included.
    ///   - isApart: whether on the other threads.
    init(waiting most: Int = 32, isApart: Bool = false, _ lookUp: @escaping Lookup = HostResolver.systemLookup) {
        self.most = most
        self.lookUp = lookUp
        threads = isApart ? Self.otherThreads : Self.threads
    }

    /// In the order in which they are to be tried. Whoever asks for the same host meanwhile shares the lookup, so that one slow name server holds
    /// one thread; one that takes too long goes on without anybody waiting for it.
    func addresses(of url: OutboundURL, by deadline: NIODeadline) async throws(OutboundFailure) -> [SocketAddress] {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let lookup = loop.makePromise(of: [SocketAddress].self)
        let (found, isNew) = pending.withLockedValue { pending in
            if var shared = pending[url.host] {
                shared.deadline = max(shared.deadline, deadline)
                pending[url.host] = shared
                return (shared.result as EventLoopFuture?, false)
            }
            guard pending.count < most else { return (nil, false) }
            pending[url.host] = Pending(result: lookup.futureResult, deadline: deadline)
            return (lookup.futureResult, true)
        }
        if isNew { start(lookup, for: url.host) } else { lookup.fail(OutboundFailure.busy) }
        guard let found else { throw .busy }
        let answer = loop.makePromise(of: [SocketAddress].self)
        found.cascade(to: answer)
        return try await answer.value(by: deadline).map { address in
            var address = address
            address.port = url.port
            return address
        }
    }

    private func start(_ promise: EventLoopPromise<[SocketAddress]>, for host: String) {
        threads.start()
        threads.submit { [pending, lookUp] _ in
            let isLate = pending.withLockedValue { pending in
                guard let deadline = pending[host]?.deadline, deadline < .now() else { return false }
                pending[host] = nil
                return true
            }
            guard !isLate else { return promise.fail(OutboundFailure.timeout) }
            let result = Result<[SocketAddress], any Error> { try lookUp(host, 443) }
            pending.withLockedValue { $0[host] = nil }
            promise.completeWith(result)
        }
    }

    static let systemLookup: Lookup = { (host, port) throws(OutboundFailure) in
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0 else { throw .nameUnknown(host: host) }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let entry = next?.pointee {
            if let address = SocketAddress(entry) { addresses.append(address) }
            next = entry.ai_next
        }
        return addresses
    }
}

extension SocketAddress {
    fileprivate init?(_ entry: addrinfo) {
        guard let address = entry.ai_addr else { return nil }
        switch entry.ai_family {
        case AF_INET: self.init(address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { $0.pointee })
        case AF_INET6: self.init(address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { $0.pointee })
        default: return nil
        }
    }
}
