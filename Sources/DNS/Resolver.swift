import CResolv
import Domain
import Glibc
import NIOConcurrencyHelpers
import NIOPosix

/// Looks TXT records up with the C library's resolver, over UDP (with EDNS0): its TCP knows no time limit, so an answer that doesn't fit is none.
/// It blocks, so it runs on threads of its own.
public struct Resolver: TextRecords {
    public enum Unavailable: Error {
        /// No answer in time, or none that says whether there is a record.
        case noAnswer
        case malformed
    }

    /// Before a server is asked again, in seconds, and how often each is asked; the time doubles.
    private static let (patience, attempts): (Int32, Int32) = (2, 2)
    private static let largest = 65_535

    private let server: NameServer?
    /// They begin with the first lookup, and live as long as the process.
    private let threads: NIOThreadPool
    private let waiting = NIOLockedValueBox(0)
    private let most: Int

    /// - Parameters:
    ///   - server: nil for those that the system names (`/etc/resolv.conf`).
    ///   - count: of threads.
    ///   - most: how many lookups wait, those under way included.
    public init(server: NameServer? = nil, threads count: Int = 4, waiting most: Int = 32) {
        self.server = server
        self.most = most
        threads = NIOThreadPool(numberOfThreads: count)
    }

    /// Fails with `.busy`, or with what kept the answer away.
    public func texts(at name: String) async throws -> [String] {
        let isAdmitted = waiting.withLockedValue { waiting in
            guard waiting < most else { return false }
            waiting += 1
            return true
        }
        guard isAdmitted else { throw Failure.busy(retryAfter: .seconds(5)) }
        defer { waiting.withLockedValue { $0 -= 1 } }
        threads.start()
        return try await threads.runIfActive { try lookUp(name) }
    }

    private func lookUp(_ name: String) throws -> [String] {
        var (answer, reason) = ([UInt8](repeating: 0, count: Self.largest), Int32(0))
        let size = Int32(answer.count)
        let length =
            if let server {
                server.withAddress { cresolv_texts(name, $0, Self.patience, Self.attempts, &answer, size, &reason) }
            } else {
                cresolv_texts(name, nil, Self.patience, Self.attempts, &answer, size, &reason)
            }
        guard length < 0 else { return try Self.read(Array(answer.prefix(Int(length)))) }
        // Only these two say that there is no record.
        guard [HOST_NOT_FOUND, NO_DATA].contains(reason) else { throw Unavailable.noAnswer }
        return []
    }

    private static func read(_ answer: [UInt8]) throws -> [String] {
        do {
            return try TextAnswer.texts(in: answer)
        } catch {
            throw Unavailable.malformed
        }
    }
}
