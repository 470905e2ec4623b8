import Glibc

/// libFuzzer over one target: `fuzz TARGET [OPTION…] [FOLDER|FILE…]` (llvm.org/docs/LibFuzzer.html). `fuzz` alone lists the targets, and
/// `fuzz TARGET seeds FOLDER` writes the target's seeds into a folder.
@main enum Fuzz {
    private static let arguments = CommandLine.arguments
    /// libFuzzer calls a function that knows nothing but the bytes.
    fileprivate static let target = FuzzTarget.all.first { arguments.count > 1 && $0.name == arguments[1] }

    static func main() {
        guard arguments.count > 1 else { return print(FuzzTarget.all.map(\.name).joined(separator: "\n")) }
        guard let target else { fail("There is no target \(arguments[1]).") }
        if arguments.count == 4, arguments[2] == "seeds" { return target.writeSeeds(into: arguments[3]) }
        exit(run([arguments[0], "-max_len=\(target.longest)"] + arguments.dropFirst(2)))
    }

    private static func run(_ arguments: [String]) -> CInt {
        var count = CInt(arguments.count)
        let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: arguments.count + 1)
        for (index, argument) in arguments.enumerated() { pointers[index] = strdup(argument) }
        pointers[arguments.count] = nil
        var first = Optional(pointers)
        return runDriver(&count, &first, checkInput)
    }
}

private func checkInput(_ bytes: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    do {
        try Fuzz.target?.check(Array(UnsafeBufferPointer(start: bytes, count: size)))
    } catch {
        fail("\(error)")
    }
    return 0
}

/// Says why, and aborts: libFuzzer then keeps the input.
private func fail(_ reason: String) -> Never {
    let line = reason + "\n"
    write(STDERR_FILENO, line, line.utf8.count)
    abort()
}

extension FuzzTarget {
    fileprivate func writeSeeds(into folder: String) {
        for (index, seed) in seeds.enumerated() {
            guard let file = fopen("\(folder)/seed-\(index)", "w") else { fail("\(folder) can't be written to.") }
            fwrite(seed, 1, seed.count, file)
            fclose(file)
        }
    }
}

/// libFuzzer's own, for programs with a `main` (“Using libFuzzer as a library”).
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
