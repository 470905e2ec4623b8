#include "statement_recorder.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int file = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/* Hashes of what has been written down; 0 is a free place. */
enum { PLACES = 1 << 16 };
static uint64_t seen[PLACES];
static int seen_count;

/* FNV-1a. */
static uint64_t hash_of(const char *text) {
    uint64_t hash = 0xcbf29ce484222325;
    for (; *text; text++) hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
    return hash ? hash : 1;
}

/* Under the lock. */
static int is_new(uint64_t hash) {
    size_t place = hash % PLACES;
    for (; seen[place]; place = (place + 1) % PLACES) {
        if (seen[place] == hash) return 0;
    }
    if (++seen_count == PLACES) abort();
    seen[place] = hash;
    return 1;
}

void statement_recorder_record(void *statement) {
    const char *sql = file < 0 ? NULL : sqlite3_sql(statement);
    if (!sql) return;
    uint64_t hash = hash_of(sql);
    pthread_mutex_lock(&lock);
    if (is_new(hash)) {
        ssize_t length = (ssize_t)strlen(sql) + 1;
        if (write(file, sql, (size_t)length) != length) abort();
    }
    pthread_mutex_unlock(&lock);
}

/* Of a trigger's statements, too, which are part of the one that runs. */
static int trace(unsigned kind, void *unused, void *statement, void *text) {
    (void)kind, (void)unused, (void)text;
    statement_recorder_record(statement);
    return 0;
}

/* Each connection as it is opened (sqlite.org/c3ref/auto_extension.html). */
static int follow(sqlite3 *database, char **message, const struct sqlite3_api_routines *routines) {
    (void)message, (void)routines;
    return sqlite3_trace_v2(database, SQLITE_TRACE_STMT, trace, NULL);
}

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("STATEMENTS");
    if (!path || !*path) return;
    file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) abort();
    if (sqlite3_auto_extension((void (*)(void))follow) != SQLITE_OK) abort();
}
