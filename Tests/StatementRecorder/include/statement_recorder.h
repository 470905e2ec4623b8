/* Writes down each statement that SQLite runs in this process, once: into the file that the variable STATEMENTS names, a zero byte after
 * each, without the values. Begins before main where the variable is set. */
#pragma once

/* For whoever follows a connection by a trace of its own, which takes the place of ours: a running sqlite3_stmt. */
void statement_recorder_record(void *statement);
