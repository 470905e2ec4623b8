import Glibc

/// Memory that starting needs and serving doesn't.
enum StartMemory {
    /// Gives it back to the system: what the heap has free, and the pages of the program's own file. Of those, what is used again comes back
    /// from the system's cache of the file, sixteen pages for each fault. Pages that can be written to stay: they are no longer what the file has.
    static func giveBack() {
        // The program itself comes first, and its libraries are shared with others.
        _ = dl_iterate_phdr(
            { program, _, _ in
                guard let program = program?.pointee else { return 1 }
                for segment in UnsafeBufferPointer(start: program.dlpi_phdr, count: Int(program.dlpi_phnum)) {
                    guard segment.p_type == UInt32(PT_LOAD), segment.p_flags & UInt32(PF_W) == 0 else { continue }
                    let page = UInt(sysconf(Int32(_SC_PAGESIZE)))
                    let start = (UInt(program.dlpi_addr) + UInt(segment.p_vaddr)) / page * page
                    let end = UInt(program.dlpi_addr) + UInt(segment.p_vaddr) + UInt(segment.p_filesz)
                    madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_DONTNEED)
                }
                return 1
            }, nil
        )
        malloc_trim(0)
    }
}
