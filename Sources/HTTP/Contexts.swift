import Domain
import Hummingbird
import Logging
import NIOConcurrencyHelpers
import NIOCore
import Storage

/// A request of whoever: nothing is known of the sender yet.
struct AnonymousContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let note: RequestNote
    /// Filled in by `SessionLookup` and `OptionalSessionLookup`; a handler that needs it is in a group of `SignedInContext`.
    var session: LiveSession?
    /// Filled in by `MeLookup`.
    var me: Me?
    /// Filled in by `CallerLookup`; a handler that needs it is in a group of `CallerContext`.
    var caller: Caller?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        let id = RequestID().description
        note = RequestNote(
            peer: IPAddress(source.channel.remoteAddress), id: String(repeating: "0", count: max(0, 32 - id.utf8.count)) + id
        )
        // As text, for it is asked for several times, and would be written anew each time.
        logger[metadataKey: Self.requestIDKey] = .string(requestID)
    }

    var peer: IPAddress? { note.peer }
    /// Of 32 hexadecimal digits.
    var requestID: String { note.id }

    /// Hummingbird's.
    private static let requestIDKey = "hb.request.id"
}

/// A request of a signed-in account.
struct SignedInContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let session: LiveSession
    private let note: RequestNote
    /// As it was when the session was looked up, where `MeLookup` did that.
    let me: Me?
    /// Filled in by `ScopeLookup`; a handler that needs it is in a group of `MemberContext`.
    var scope: OrganizationScope?
    /// Filled in by `OperatorLookup`; a handler that needs it is in a group of `OperatorContext`.
    var operatorScope: OperatorScope?

    /// Fails with `.unauthenticated`.
    init(context: AnonymousContext) throws {
        guard let session = context.session else { throw Failure.unauthenticated }
        coreContext = context.coreContext
        note = context.note
        me = context.me
        self.session = session
    }

    var peer: IPAddress? { note.peer }
}

/// By what a request comes: with a session, or with an API key in the name of whoever made it.
enum Caller: Sendable {
    case session(LiveSession)
    case key(KeyScope)
}

/// A request of a signed-in account or of a key.
struct CallerContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let caller: Caller
    /// Filled in by `ScopeLookup`; a handler that needs it is in a group of `TenantContext`.
    var scope: OrganizationScope?

    /// Fails with `.unauthenticated`.
    init(context: AnonymousContext) throws {
        guard let caller = context.caller else { throw Failure.unauthenticated }
        coreContext = context.coreContext
        self.caller = caller
    }
}

/// A request in the organization that the path names, of a member or of a key.
struct TenantContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let scope: OrganizationScope

    /// Fails with `.notFound`.
    init(context: CallerContext) throws {
        guard let scope = context.scope else { throw Failure.notFound }
        coreContext = context.coreContext
        self.scope = scope
    }
}

/// A request of a member of the organization that the path names: somebody who is signed in.
struct MemberContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let scope: OrganizationScope

    /// Fails with `.notFound`.
    init(context: SignedInContext) throws {
        guard let scope = context.scope else { throw Failure.notFound }
        coreContext = context.coreContext
        self.scope = scope
    }
}

/// A request of somebody who runs the instance.
struct OperatorContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let session: LiveSession
    let scope: OperatorScope

    /// Fails with `.forbidden`.
    init(context: SignedInContext) throws {
        guard let scope = context.operatorScope else { throw Failure.forbidden("Only those who run this instance may do that.") }
        coreContext = context.coreContext
        session = context.session
        self.scope = scope
    }
}

extension RequestContext {
    /// An id from the path. Fails with `.notFound` for what is no id, as for what is nobody's.
    func pathID<Kind>(_ name: String, of kind: Kind.Type = Kind.self) throws(Failure) -> ID<Kind> {
        guard let id = parameters.get(name).flatMap({ ID<Kind>($0) }) else { throw .notFound }
        return id
    }
}

/// What is known of a request from the beginning, and what inner layers leave for the log line of the outermost.
///
/// A class, for each layer has a copy of the context.
final class RequestNote: Sendable {
    let peer: IPAddress?
    let id: String
    private let box = NIOLockedValueBox<(account: ID<Account>?, refusal: String?)>((nil, nil))

    init(peer: IPAddress?, id: String) {
        self.peer = peer
        self.id = id
    }

    var account: ID<Account>? {
        get { box.withLockedValue { $0.account } }
        set { box.withLockedValue { $0.account = newValue } }
    }

    /// The code of what was answered instead.
    var refusal: String? {
        get { box.withLockedValue { $0.refusal } }
        set { box.withLockedValue { $0.refusal = newValue } }
    }
}
