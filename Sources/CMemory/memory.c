#define _GNU_SOURCE /* dl_iterate_phdr, which changes other headers, too: so this is not for Swift to read */
#include "CMemory.h"

#include <link.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* The program itself comes first; the libraries after it are shared with other processes. Segments that can be written to stay, for they no
   longer are what the file has. */
static int drop_file(struct dl_phdr_info *program, size_t size, void *unused) {
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    (void)size;
    (void)unused;
    for (int index = 0; index < program->dlpi_phnum; index++) {
        const ElfW(Phdr) *segment = &program->dlpi_phdr[index];
        if (segment->p_type != PT_LOAD || segment->p_flags & PF_W) continue;
        uintptr_t start = program->dlpi_addr + segment->p_vaddr;
        madvise((void *)(start & ~(page - 1)), segment->p_filesz + (start & (page - 1)), MADV_DONTNEED);
    }
    return 1;
}

void cmemory_give_back(void) {
    dl_iterate_phdr(drop_file, NULL);
    malloc_trim(0);
}
