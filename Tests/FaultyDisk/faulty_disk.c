#include "faulty_disk.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A write that is not on the disk yet, or a truncation to `offset` where there are no bytes. */
typedef struct {
    sqlite3_int64 offset;
    int count;
    unsigned char *bytes;
} change;

/* A file as it is on the disk, and what has been asked for since. */
typedef struct image {
    struct image *next;
    char *path;
    int exists;
    unsigned char *bytes;
    size_t size;
    change *changes;
    size_t change_count, change_room;
} image;

struct faulty_disk {
    struct faulty_disk *next;
    char *folder;
    image *images;
    struct {
        long countdown; /* 0: none */
        int lasts, code, is_failing;
    } faults[2];
    int has_failed;
    long power_countdown; /* 0: none */
    int is_dark;
};

typedef struct {
    sqlite3_file base;
    faulty_disk *disk;
    image *image;
    sqlite3_file *real;
} file;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static faulty_disk *disks;
static sqlite3_vfs *real_vfs, own_vfs;

static void *must(void *memory) {
    if (!memory) abort();
    return memory;
}

/* What is on the disk. */

static void put(image *image, size_t offset, const unsigned char *bytes, size_t count) {
    if (offset + count > image->size) {
        image->bytes = must(realloc(image->bytes, offset + count));
        memset(image->bytes + image->size, 0, offset + count - image->size);
        image->size = offset + count;
    }
    memcpy(image->bytes + offset, bytes, count);
}

static void cut(image *image, size_t size) {
    if (size < image->size) image->size = size;
}

static void note(image *image, sqlite3_int64 offset, const void *bytes, int count) {
    if (image->change_count == image->change_room) {
        image->change_room = image->change_room ? 2 * image->change_room : 64;
        image->changes = must(realloc(image->changes, image->change_room * sizeof(change)));
    }
    change *added = &image->changes[image->change_count++];
    *added = (change){.offset = offset, .count = count};
    if (bytes) memcpy(added->bytes = must(malloc(count ? count : 1)), bytes, count);
}

static void forget(image *image) {
    for (size_t index = 0; index < image->change_count; index++) free(image->changes[index].bytes);
    image->change_count = 0;
}

static void settle(image *image) {
    for (size_t index = 0; index < image->change_count; index++) {
        change *made = &image->changes[index];
        if (made->bytes) put(image, made->offset, made->bytes, made->count);
        else cut(image, made->offset);
    }
    forget(image);
    image->exists = 1;
}

static void load(image *image) {
    int descriptor = open(image->path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return;
    image->exists = 1;
    unsigned char buffer[1 << 16];
    ssize_t count;
    while ((count = read(descriptor, buffer, sizeof buffer)) > 0) put(image, image->size, buffer, count);
    close(descriptor);
}

static void store(const image *image) {
    if (!image->exists) {
        unlink(image->path);
        return;
    }
    int descriptor = open(image->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) abort();
    for (size_t done = 0; done < image->size;) {
        ssize_t count = write(descriptor, image->bytes + done, image->size - done);
        if (count <= 0) abort();
        done += count;
    }
    close(descriptor);
}

static image *image_of(faulty_disk *disk, const char *path) {
    for (image *found = disk->images; found; found = found->next) {
        if (strcmp(found->path, path) == 0) return found;
    }
    image *made = must(calloc(1, sizeof(image)));
    made->path = must(strdup(path));
    load(made);
    made->next = disk->images;
    return disk->images = made;
}

static faulty_disk *disk_of(const char *path) {
    for (faulty_disk *disk = disks; disk; disk = disk->next) {
        size_t count = strlen(disk->folder);
        if (strncmp(path, disk->folder, count) == 0 && path[count] == '/') return disk;
    }
    return NULL;
}

/* SQLITE_OK, or what becomes of a write or sync. */
static int fate(faulty_disk *disk, faulty_kind kind, int dark) {
    if (!disk->is_dark && disk->power_countdown && --disk->power_countdown == 0) disk->is_dark = 1;
    if (disk->is_dark) return dark;
    if (disk->faults[kind].countdown && --disk->faults[kind].countdown == 0) disk->faults[kind].is_failing = 1;
    if (!disk->faults[kind].is_failing) return SQLITE_OK;
    if (!disk->faults[kind].lasts) disk->faults[kind].is_failing = 0;
    disk->has_failed = 1;
    return disk->faults[kind].code;
}

/* Files as SQLite has them (sqlite.org/c3ref/io_methods.html). */

#define REAL(handle) (((file *)(handle))->real)

static int file_close(sqlite3_file *handle) { return REAL(handle)->pMethods->xClose(REAL(handle)); }

static int file_read(sqlite3_file *handle, void *bytes, int count, sqlite3_int64 offset) {
    return REAL(handle)->pMethods->xRead(REAL(handle), bytes, count, offset);
}

static int file_write(sqlite3_file *handle, const void *bytes, int count, sqlite3_int64 offset) {
    file *own = (file *)handle;
    pthread_mutex_lock(&mutex);
    int code = fate(own->disk, FAULTY_WRITES, SQLITE_IOERR_WRITE);
    if (code == SQLITE_OK) {
        code = own->real->pMethods->xWrite(own->real, bytes, count, offset);
        if (code == SQLITE_OK) note(own->image, offset, bytes, count);
    }
    pthread_mutex_unlock(&mutex);
    return code;
}

static int file_truncate(sqlite3_file *handle, sqlite3_int64 size) {
    file *own = (file *)handle;
    pthread_mutex_lock(&mutex);
    int code = fate(own->disk, FAULTY_WRITES, SQLITE_IOERR_TRUNCATE);
    if (code == SQLITE_OK) {
        code = own->real->pMethods->xTruncate(own->real, size);
        if (code == SQLITE_OK) note(own->image, size, NULL, 0);
    }
    pthread_mutex_unlock(&mutex);
    return code;
}

/* Nothing goes to the real disk: what counts is what is in the image. */
static int file_sync(sqlite3_file *handle, int flags) {
    (void)flags;
    file *own = (file *)handle;
    pthread_mutex_lock(&mutex);
    int code = fate(own->disk, FAULTY_SYNCS, SQLITE_IOERR_FSYNC);
    if (code == SQLITE_OK) settle(own->image);
    else if (!own->disk->is_dark) forget(own->image); /* as Linux does: the next sync answers for what is written after this one */
    pthread_mutex_unlock(&mutex);
    return code;
}

static int file_size(sqlite3_file *handle, sqlite3_int64 *size) { return REAL(handle)->pMethods->xFileSize(REAL(handle), size); }
static int file_lock(sqlite3_file *handle, int level) { return REAL(handle)->pMethods->xLock(REAL(handle), level); }
static int file_unlock(sqlite3_file *handle, int level) { return REAL(handle)->pMethods->xUnlock(REAL(handle), level); }
static int file_is_reserved(sqlite3_file *handle, int *answer) { return REAL(handle)->pMethods->xCheckReservedLock(REAL(handle), answer); }
static int file_control(sqlite3_file *handle, int what, void *value) { return REAL(handle)->pMethods->xFileControl(REAL(handle), what, value); }
static int file_sector(sqlite3_file *handle) { return REAL(handle)->pMethods->xSectorSize(REAL(handle)); }
static int file_traits(sqlite3_file *handle) { return REAL(handle)->pMethods->xDeviceCharacteristics(REAL(handle)); }
static int file_shm_map(sqlite3_file *handle, int page, int size, int extend, void volatile **memory) {
    return REAL(handle)->pMethods->xShmMap(REAL(handle), page, size, extend, memory);
}
static int file_shm_lock(sqlite3_file *handle, int offset, int count, int flags) {
    return REAL(handle)->pMethods->xShmLock(REAL(handle), offset, count, flags);
}
static void file_shm_barrier(sqlite3_file *handle) { REAL(handle)->pMethods->xShmBarrier(REAL(handle)); }
static int file_shm_unmap(sqlite3_file *handle, int deletes) { return REAL(handle)->pMethods->xShmUnmap(REAL(handle), deletes); }

static const sqlite3_io_methods methods = {
    .iVersion = 2, /* without memory maps */
    .xClose = file_close, .xRead = file_read, .xWrite = file_write, .xTruncate = file_truncate, .xSync = file_sync,
    .xFileSize = file_size, .xLock = file_lock, .xUnlock = file_unlock, .xCheckReservedLock = file_is_reserved,
    .xFileControl = file_control, .xSectorSize = file_sector, .xDeviceCharacteristics = file_traits,
    .xShmMap = file_shm_map, .xShmLock = file_shm_lock, .xShmBarrier = file_shm_barrier, .xShmUnmap = file_shm_unmap,
};

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *handle, int flags, int *given) {
    (void)vfs;
    pthread_mutex_lock(&mutex);
    faulty_disk *disk = name ? disk_of(name) : NULL;
    if (!disk) {
        pthread_mutex_unlock(&mutex);
        return real_vfs->xOpen(real_vfs, name, handle, flags, given);
    }
    file *own = (file *)handle;
    memset(own, 0, sizeof(file));
    own->real = (sqlite3_file *)(own + 1);
    own->disk = disk;
    own->image = image_of(disk, name);
    pthread_mutex_unlock(&mutex);
    int code = real_vfs->xOpen(real_vfs, name, own->real, flags, given);
    if (own->real->pMethods) own->base.pMethods = &methods;
    return code;
}

/* That a file is gone is on the disk at once. */
static int vfs_delete(sqlite3_vfs *vfs, const char *name, int syncs) {
    (void)vfs;
    pthread_mutex_lock(&mutex);
    faulty_disk *disk = disk_of(name);
    int code = disk && disk->is_dark ? SQLITE_IOERR_DELETE : SQLITE_OK;
    if (disk && code == SQLITE_OK) {
        image *gone = image_of(disk, name);
        forget(gone);
        cut(gone, 0);
        gone->exists = 0;
    }
    pthread_mutex_unlock(&mutex);
    return code == SQLITE_OK ? real_vfs->xDelete(real_vfs, name, syncs) : code;
}

/* For tests. */

faulty_disk *faulty_disk_new(const char *folder) {
    faulty_disk *disk = must(calloc(1, sizeof(faulty_disk)));
    disk->folder = must(strdup(folder));
    pthread_mutex_lock(&mutex);
    disk->next = disks;
    disks = disk;
    pthread_mutex_unlock(&mutex);
    return disk;
}

void faulty_disk_free(faulty_disk *disk) {
    pthread_mutex_lock(&mutex);
    faulty_disk **place = &disks;
    while (*place != disk) place = &(*place)->next;
    *place = disk->next;
    pthread_mutex_unlock(&mutex);
    for (image *found = disk->images, *next; found; found = next) {
        next = found->next;
        forget(found);
        free(found->changes);
        free(found->bytes);
        free(found->path);
        free(found);
    }
    free(disk->folder);
    free(disk);
}

void faulty_disk_fail(faulty_disk *disk, faulty_kind kind, long nth, int lasts, int code) {
    pthread_mutex_lock(&mutex);
    disk->faults[kind].countdown = nth;
    disk->faults[kind].lasts = lasts;
    disk->faults[kind].code = code;
    disk->faults[kind].is_failing = 0;
    pthread_mutex_unlock(&mutex);
}

int faulty_disk_heal(faulty_disk *disk) {
    pthread_mutex_lock(&mutex);
    int had_failed = disk->has_failed;
    disk->has_failed = 0;
    memset(disk->faults, 0, sizeof disk->faults);
    pthread_mutex_unlock(&mutex);
    return had_failed;
}

void faulty_disk_cut_power(faulty_disk *disk, long nth) {
    pthread_mutex_lock(&mutex);
    disk->power_countdown = nth;
    pthread_mutex_unlock(&mutex);
}

/* splitmix64 */
static uint64_t random_from(uint64_t *state) {
    uint64_t value = *state += 0x9e3779b97f4a7c15;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

static void settle_some(image *image, uint64_t *state) {
    enum { sector = 512 };
    for (size_t index = 0; index < image->change_count; index++) {
        const change *made = &image->changes[index];
        uint64_t choice = random_from(state) % 4;
        if (choice < 2) continue;
        image->exists = 1;
        if (!made->bytes) {
            cut(image, made->offset);
        } else if (choice == 2) {
            put(image, made->offset, made->bytes, made->count);
        } else {
            for (int done = 0; done < made->count;) {
                int count = sector - (int)((made->offset + done) % sector);
                if (count > made->count - done) count = made->count - done;
                if (random_from(state) % 2) put(image, made->offset + done, made->bytes + done, count);
                done += count;
            }
        }
    }
    forget(image);
}

int faulty_disk_restore_power(faulty_disk *disk, uint64_t seed) {
    pthread_mutex_lock(&mutex);
    int was_dark = disk->is_dark;
    for (image *found = disk->images; found; found = found->next) {
        if (was_dark && seed) settle_some(found, &seed);
        else if (was_dark) forget(found);
        else settle(found);
        size_t count = strlen(found->path);
        char shm[count + 5];
        snprintf(shm, sizeof shm, "%s-shm", found->path);
        if (was_dark) {
            unlink(shm);
            store(found);
        }
    }
    disk->is_dark = 0;
    disk->power_countdown = 0;
    pthread_mutex_unlock(&mutex);
    return was_dark;
}

/* Memory. */

static sqlite3_mem_methods real_memory;
static pthread_t memory_thread;
static atomic_long memory_countdown;
static atomic_int memory_is_armed, memory_lasts, memory_has_failed;

static int is_out_of_memory(void) {
    if (!atomic_load(&memory_is_armed) || !pthread_equal(pthread_self(), memory_thread)) return 0;
    long left = atomic_fetch_sub(&memory_countdown, 1) - 1;
    if (left > 0 || (left < 0 && !atomic_load(&memory_lasts))) return 0;
    atomic_store(&memory_has_failed, 1);
    return 1;
}

static void *memory_allocate(int count) { return is_out_of_memory() ? NULL : real_memory.xMalloc(count); }
static void *memory_resize(void *memory, int count) { return is_out_of_memory() ? NULL : real_memory.xRealloc(memory, count); }

void faulty_memory_fail(long nth, int lasts) {
    memory_thread = pthread_self();
    atomic_store(&memory_lasts, lasts);
    atomic_store(&memory_has_failed, 0);
    atomic_store(&memory_countdown, nth);
    atomic_store(&memory_is_armed, 1);
}

int faulty_memory_heal(void) {
    atomic_store(&memory_is_armed, 0);
    return atomic_exchange(&memory_has_failed, 0);
}

/* Before anything of SQLite is used, by other constructors too: its memory can't be chosen later. Lookaside memory would hide most
 * allocations. */
__attribute__((constructor(101))) static void take_over(void) {
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory) != SQLITE_OK) abort();
    sqlite3_mem_methods memory = real_memory;
    memory.xMalloc = memory_allocate;
    memory.xRealloc = memory_resize;
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &memory) != SQLITE_OK) abort();
    if (sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0) != SQLITE_OK) abort();
    if (sqlite3_initialize() != SQLITE_OK) abort();
    real_vfs = sqlite3_vfs_find(NULL);
    own_vfs = *real_vfs;
    own_vfs.pNext = NULL;
    own_vfs.zName = "faulty";
    own_vfs.szOsFile = (int)sizeof(file) + real_vfs->szOsFile;
    own_vfs.xOpen = vfs_open;
    own_vfs.xDelete = vfs_delete;
    if (sqlite3_vfs_register(&own_vfs, 1) != SQLITE_OK) abort();
}
