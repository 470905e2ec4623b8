import Glibc

/// A thread of the operating system, for work that would hold up an event loop.
///
/// `@unchecked`: its only state is a handle, set once and used by `join`.
final class Thread: @unchecked Sendable {
    private var handle = pthread_t()

    init(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Body(body))
        let code = pthread_create(&handle, nil, { Thread.run($0) }, box.toOpaque())
        precondition(code == 0, "no thread could be started: error \(code)")
    }

    func join() {
        pthread_join(handle, nil)
    }

    private final class Body {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    private static func run(_ box: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let box else { return nil }
        Unmanaged<Body>.fromOpaque(box).takeRetainedValue().run()
        return nil
    }
}
