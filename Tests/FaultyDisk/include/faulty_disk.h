/* What a disk and a memory can do to SQLite, for tests: fail at the nth write, sync or allocation, or lose what was not synced in a power cut.
 *
 * SQLite's own files below a folder that has been made faulty are under control; all other files are left to the system, at no cost. */
#pragma once
#include <stdint.h>

typedef struct faulty_disk faulty_disk;

typedef enum { FAULTY_WRITES, FAULTY_SYNCS } faulty_kind;

/* From now on, until faulty_disk_free, which wants all files closed. Never fails but for want of memory, which aborts. */
faulty_disk *faulty_disk_new(const char *folder);
void faulty_disk_free(faulty_disk *disk);

/* The nth write or sync from now on, counted from 1, answers `code` (of sqlite3.h) and does nothing; with `lasts` all later ones, too. */
void faulty_disk_fail(faulty_disk *disk, faulty_kind kind, long nth, int lasts, int code);
/* No fault from now on. Answers whether there was one. */
int faulty_disk_heal(faulty_disk *disk);

/* At the nth write or sync from now on the power goes: neither it nor anything after it does anything but fail. */
void faulty_disk_cut_power(faulty_disk *disk, long nth);
/* Puts into the files what the disk had by then, once all are closed: what was synced; of the rest nothing with a seed of 0, else some sectors of
 * some writes, as the seed has it. Answers whether the power had gone. */
int faulty_disk_restore_power(faulty_disk *disk, uint64_t seed);

/* The nth allocation of SQLite's on this thread from now on, counted from 1, finds no memory; with `lasts` none of the later ones does. One thread
 * of the process at a time. */
void faulty_memory_fail(long nth, int lasts);
/* On whatever thread. Answers whether one has failed. */
int faulty_memory_heal(void);
