import NIOConcurrencyHelpers

/// What clients saw of one object, each operation from its call to its answer. Moments are counted, so that of two that don't overlap it is certain
/// which came first.
struct History<State: Hashable & Sendable>: Sendable {
    struct Operation: Sendable {
        let call: Int
        let answer: Int
        /// Of the operation and what was answered, for whoever reads the history.
        let text: String
        /// The state after it, or nil where such an answer can't come of that state.
        let step: @Sendable (State) -> State?
    }

    var operations: [Operation] = []

    /// An order of the operations in which each answer follows from the state, and none comes before another that had ended when it began; nil if
    /// there is none. As Wing and Gong search for it (1993), remembering what has led nowhere (Lowe 2017).
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
    private var answers: [Int]
    private var state: State
    private var linearized: [UInt64]
    private var order: [(mark: Int, before: State)] = []
    private var seen: Set<Place> = []

    init(_ operations: [History<State>.Operation], _ initial: State) {
        self.operations = operations
        state = initial
        linearized = [UInt64](repeating: 0, count: operations.count / 64 + 1)
        answers = [Int](repeating: 0, count: operations.count)
        let moments = operations.indices.flatMap { [(operations[$0].call, $0, true), (operations[$0].answer, $0, false)] }
        for (_, operation, isCall) in moments.sorted(by: { $0.0 < $1.0 }) {
            if !isCall { answers[operation] = marks.count }
            marks.append(Mark(operation: operation, isCall: isCall))
        }
        for index in marks.indices {
            marks[index].previous = index == 0 ? marks.count - 1 : index - 1
            marks[index].next = index == marks.count - 1 ? 0 : index + 1
        }
    }

    mutating func run() -> [Int]? {
        var mark = marks[0].next
        while marks[0].next != 0 {
            let operation = marks[mark].operation
            if marks[mark].isCall, let next = operations[operation].step(state), isNew(operation, next) {
                order.append((mark, state))
                state = next
                linearized[operation / 64] |= 1 << (operation % 64)
                takeOut(mark)
                takeOut(answers[operation])
                mark = marks[0].next
            } else if marks[mark].isCall {
                mark = marks[mark].next
            } else {
                guard let last = order.popLast() else { return nil }
                state = last.before
                let undone = marks[last.mark].operation
                linearized[undone / 64] &= ~(1 << (undone % 64))
                putBack(answers[undone])
                putBack(last.mark)
                mark = marks[last.mark].next
            }
        }
        return order.map { marks[$0.mark].operation }
    }

    private mutating func isNew(_ operation: Int, _ next: State) -> Bool {
        var with = linearized
        with[operation / 64] |= 1 << (operation % 64)
        return seen.insert(Place(linearized: with, state: next)).inserted
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

    /// - Parameter read: what the answer says, in words, and the step that it stands for.
    func note<Result: Sendable>(
        _ object: String, _ work: () async throws -> Result, _ read: (Result) -> (String, @Sendable (State) -> State?)
    ) async throws {
        let call = moment.next()
        let result = try await work()
        let answer = moment.next()
        let (text, step) = read(result)
        add(History.Operation(call: call, answer: answer, text: text, step: step), to: object)
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
