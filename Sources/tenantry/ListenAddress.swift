import Domain
import Glibc

/// `host:port`, `[::1]:8080` for IPv6.
struct ListenAddress: Sendable {
    let host: String
    let port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init(_ text: String) throws(Problem) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw Problem("must be host:port, such as 127.0.0.1:8080")
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else { throw Problem("must name a host before the port, such as 127.0.0.1:\(port)") }
        self.init(host: host, port: Int(port))
    }

    /// A port that nobody listens on at this moment: the public URL has to be known before the server binds.
    static func freePort(on host: String) -> Int {
        let file = socket(host.contains(":") ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(file) }
        var storage = sockaddr_storage()
        storage.ss_family = sa_family_t(host.contains(":") ? AF_INET6 : AF_INET)
        var length = socklen_t(host.contains(":") ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(file, address, length)
                getsockname(file, address, &length)
            }
            return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { Int(UInt16(bigEndian: $0.pointee.sin_port)) }
        }
    }
}
