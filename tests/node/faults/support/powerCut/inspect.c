/*
 * inspect LIBRARY DATABASE: opens a database as a process that starts after the cut would, with the very SQLite that the server uses, and prints
 * "integrity <answer>" for each line that PRAGMA integrity_check answers, then "row <document in hex> <seq> <update in hex>" for each log entry.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

typedef int (*callback)(void *, int, char **, char **);
typedef int (*open_v2)(const char *, void **, int, const char *);
typedef int (*execute)(void *, const char *, callback, void *, char **);
typedef int (*closing)(void *);

static int print(void *prefix, int columns, char **values, char **names) {
  (void)names;
  fputs(prefix, stdout);
  for (int i = 0; i < columns; i++) printf(" %s", values[i] == NULL ? "" : values[i]);
  putchar('\n');
  return 0;
}

static int found(void *flag, int columns, char **values, char **names) {
  (void)columns, (void)values, (void)names;
  *(int *)flag = 1;
  return 0;
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  void *library = dlopen(arguments[1], RTLD_NOW);
  if (library == NULL) return fprintf(stderr, "%s\n", dlerror()), 2;
  open_v2 open = (open_v2)dlsym(library, "sqlite3_open_v2");
  execute run = (execute)dlsym(library, "sqlite3_exec");
  closing close = (closing)dlsym(library, "sqlite3_close");
  void *database = NULL;
  char *error = NULL;
  int has_log = 0;
  const int read_write = 2;
  if (open(arguments[2], &database, read_write, NULL) != 0 ||
      run(database, "PRAGMA integrity_check", print, "integrity", &error) != 0 ||
      run(database, "SELECT 1 FROM sqlite_master WHERE name = 'document_updates'", found, &has_log, &error) != 0 ||
      (has_log && run(database,
                      "SELECT hex(d.id), u.seq, hex(u.update_bytes) FROM document_updates u JOIN documents d USING (document_key) ORDER BY d.id, u.seq",
                      print, "row", &error) != 0)) {
    printf("integrity %s\n", error == NULL ? "cannot be opened" : error);
  }
  close(database);
  return 0;
}
