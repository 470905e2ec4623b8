import Glibc
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// Finds the addresses of a host with the C library's resolver, as the system is configured. It blocks, so it runs on threads of its own.
struct HostResolver: Sendable {
    /// Fails with `.nameUnknown`.
    typealias Lookup = @Sendable (_ host: String, _ port: Int) throws(OutboundFailure) -> [SocketAddress]

    /// For all of them, as long as the process lives.
    private static let threads = {
        let threads = NIOThreadPool(numberOfThreads: 4)
        threads.start()
        return threads
    }()

    private let waiting = NIOLockedValueBox(0)
    private let most: Int
    private let lookUp: Lookup

    /// - Parameter most: how many lookups wait, those under way included.
    init(waiting most: Int = 32, _ lookUp: @escaping Lookup = HostResolver.systemLookup) {
        self.most = most
        self.lookUp = lookUp
    }

    /// In the order in which they are to be tried. A lookup that takes too long goes on without anybody waiting for it.
    func addresses(of url: OutboundURL, by deadline: NIODeadline) async throws(OutboundFailure) -> [SocketAddress] {
        let isAdmitted = waiting.withLockedValue { waiting in
            guard waiting < most else { return false }
            waiting += 1
            return true
        }
        guard isAdmitted else { throw .busy }
        let promise = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: [SocketAddress].self)
        Self.threads.submit { [waiting, lookUp] _ in
            let result = Result<[SocketAddress], any Error> { try lookUp(url.host, url.port) }
            waiting.withLockedValue { $0 -= 1 }
            promise.completeWith(result)
        }
        return try await promise.value(by: deadline)
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
