import NIOConcurrencyHelpers

/// What clients saw of one object, each operation from its call to its answer. Moments are counted, so that of two that don't overlap it is certain
/// which came first.
struct History<State: Hashable & Sendable>: Sendable {
    struct Operation: Sendable {
        let call: Int
        let answer: Int
        /// The operation and what was answered, for whoever reads the history. Operations of the same text step alike.
        let text: String
        let effect: Effect

        /// The state after it, or nil where such an answer can't come of that state.
        func step(_ state: State) -> State? {
            switch effect {
            case .sees(let holds): holds(state) ? state : nil
            case .changes(let next): next(state)
            }
        }

        func sees(_ state: State) -> Bool {
            if case .sees(let holds) = effect { holds(state) } else { false }
        }
    }

    enum Effect: Sendable {
        /// The state is as it was, and of this kind.
        case sees(@Sendable (State) -> Bool)
        /// The state is another now, or the same; nil where such an answer can't come of the one before.
        case changes(@Sendable (State) -> State?)
    }

    var operations: [Operation] = []

    /// An order of the operations in which each answer follows from the state, and none comes before another that had ended when it began; nil if
    /// there is none. As Wing and Gong search for it (1993), remembering what has led nowhere (Lowe 2017).
    ///
    /// Two things keep it from taking for ever where many overlap. What only sees comes as soon as it may: it is in nobody's way.
    /// And of those that step alike the one whose answer came first goes first: where another could go, it could in its place.
    func explanation(from initial: State) -> [Int]? {
        var search = Search(operations, initial)
        return search.run()
    }
}

extension History: CustomStringConvertible {
    var description: String {
        operations.sorted { $0.call < $1.call }.map { "\($0.call)–\($0.answer) \($0.text)" }.joined(separator: "\n")
    }
}

private struct Search<State: Hashable & Sendable> {
    /// Calls and answers by their moments, in a ring that begins and ends at 0: what is linearized is taken out, and put back if that was wrong.
    private struct Mark {
        let operation: Int
        let isCall: Bool
        var previous = 0
        var next = 0
    }

    private struct Place: Hashable {
        let linearized: [UInt64]
        let state: State
    }

    private let operations: [History<State>.Operation]
    private var marks: [Mark] = [Mark(operation: -1, isCall: false)]
    private var calls: [Int]
    private var answers: [Int]
    private var state: State
    private var linearized: [UInt64]
    private var order: [Int] = []
    private var seen: Set<Place> = []

    init(_ operations: [History<State>.Operation], _ initial: State) {
        self.operations = operations
        state = initial
        linearized = [UInt64](repeating: 0, count: operations.count / 64 + 1)
        calls = [Int](repeating: 0, count: operations.count)
        answers = calls
        let moments = operations.indices.flatMap { [(operations[$0].call, $0, true), (operations[$0].answer, $0, false)] }
        for (_, operation, isCall) in moments.sorted(by: { $0.0 < $1.0 }) {
            if isCall { calls[operation] = marks.count } else { answers[operation] = marks.count }
            marks.append(Mark(operation: operation, isCall: isCall))
        }
        for index in marks.indices {
            marks[index].previous = index == 0 ? marks.count - 1 : index - 1
            marks[index].next = index == marks.count - 1 ? 0 : index + 1
        }
    }

    mutating func run() -> [Int]? {
        // What was chosen before, with how it was then, and what else could have been.
        var choices: [(before: State, count: Int, untried: [Int])] = []
        takeWhatOnlySees()
        var untried = candidates
        while order.count < operations.count {
            if let operation = untried.popLast() {
                guard let next = operations[operation].step(state), isNew(operation, next) else { continue }
                choices.append((state, order.count, untried))
                take(operation)
                state = next
                takeWhatOnlySees()
                untried = candidates
            } else {
                guard let last = choices.popLast() else { return nil }
                while order.count > last.count { undo() }
                (state, untried) = (last.before, last.untried)
            }
        }
        return order
    }

    /// Those that may come next: they were called before any that is left had its answer.
    private var eligible: [Int] {
        var (found, mark): ([Int], Int) = ([], marks[0].next)
        while mark != 0, marks[mark].isCall {
            found.append(marks[mark].operation)
            mark = marks[mark].next
        }
        return found
    }

    /// One of each kind, the last to be tried first.
    private var candidates: [Int] {
        let kinds = Dictionary(grouping: eligible) { operations[$0].text }
        return kinds.values.compactMap { $0.min { answers[$0] < answers[$1] } }.sorted { answers[$0] > answers[$1] }
    }

    private mutating func takeWhatOnlySees() {
        while true {
            let found = eligible.filter { operations[$0].sees(state) }
            if found.isEmpty { return }
            for operation in found { take(operation) }
        }
    }

    private mutating func isNew(_ operation: Int, _ next: State) -> Bool {
        var with = linearized
        with[operation / 64] |= 1 << (operation % 64)
        return seen.insert(Place(linearized: with, state: next)).inserted
    }

    private mutating func take(_ operation: Int) {
        order.append(operation)
        linearized[operation / 64] |= 1 << (operation % 64)
        takeOut(calls[operation])
        takeOut(answers[operation])
    }

    private mutating func undo() {
        let operation = order.removeLast()
        linearized[operation / 64] &= ~(1 << (operation % 64))
        putBack(answers[operation])
        putBack(calls[operation])
    }

    private mutating func takeOut(_ mark: Int) {
        marks[marks[mark].previous].next = marks[mark].next
        marks[marks[mark].next].previous = marks[mark].previous
    }

    private mutating func putBack(_ mark: Int) {
        marks[marks[mark].previous].next = mark
        marks[marks[mark].next].previous = mark
    }
}

/// Where clients note what they see of several objects.
final class Recorder<State: Hashable & Sendable>: Sendable {
    private let moment: Moments
    private let histories = NIOLockedValueBox<[String: History<State>]>([:])

    init(_ moment: Moments) {
        self.moment = moment
    }

    /// - Parameter read: what the answer says, in words, and what it stands for.
    func note<Result: Sendable>(
        _ object: String, _ work: () async throws -> Result, _ read: (Result) -> (String, History<State>.Effect)
    ) async throws {
        let call = moment.next()
        let result = try await work()
        let answer = moment.next()
        let (text, effect) = read(result)
        add(History.Operation(call: call, answer: answer, text: text, effect: effect), to: object)
    }

    func add(_ operation: History<State>.Operation, to object: String) {
        histories.withLockedValue { $0[object, default: History()].operations.append(operation) }
    }

    var all: [String: History<State>] { histories.withLockedValue { $0 } }
}

/// One after the other, whoever asks.
final class Moments: Sendable {
    private let count = NIOLockedValueBox(0)

    func next() -> Int {
        count.withLockedValue { count in
            count += 1
            return count
        }
    }
}
