/*
 * Preloaded into the server: notes what it does to the files of its database, in the order in which the operating system was asked.
 * The power cut itself happens later, on paper: whoever reads the journal can stop at any event and work out which bytes were on the
 * disk for certain, and which only in the cache.
 *
 *   COLLAB_POWER_FILE     path of the database file; files whose names begin with it are watched, and their folder
 *   COLLAB_POWER_JOURNAL  where to note
 *
 * A record: one letter, an unsigned 64-bit offset or length, a 32-bit length of the name, a 32-bit length of the bytes, then both.
 * Numbers are little-endian as the machine's own. Letters: O(pened, size given), W(ritten), T(runcated), S(ynced), U(nlinked), R(enamed, bytes hold the new name).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define DESCRIPTORS 65536

static char *names[DESCRIPTORS];
static char watched[4096], folder[4096];
static size_t watched_length;
static int journal = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);

__attribute__((constructor)) static void begin(void) {
  real_open = dlsym(RTLD_NEXT, "open64");
  real_close = dlsym(RTLD_NEXT, "close");
  real_write = dlsym(RTLD_NEXT, "write");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_unlink = dlsym(RTLD_NEXT, "unlink");
  real_rename = dlsym(RTLD_NEXT, "rename");
  const char *file = getenv("COLLAB_POWER_FILE"), *path = getenv("COLLAB_POWER_JOURNAL");
  if (file == NULL || path == NULL) return;
  snprintf(watched, sizeof watched, "%s", file);
  watched_length = strlen(watched);
  snprintf(folder, sizeof folder, "%s", file);
  char *slash = strrchr(folder, '/');
  if (slash != NULL) *slash = 0;
  journal = real_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* The shared-memory index beside the log is rebuilt after a crash and never on disk for a purpose. */
static int is_watched(const char *path) {
  if (journal < 0) return 0;
  if (strcmp(path, folder) == 0) return 1;
  if (strncmp(path, watched, watched_length) != 0) return 0;
  const char *rest = path + watched_length;
  return strcmp(rest, "") == 0 || strcmp(rest, "-wal") == 0 || strcmp(rest, "-journal") == 0;
}

static const char *name_of(int fd) { return fd >= 0 && fd < DESCRIPTORS ? names[fd] : NULL; }

static void note(char letter, uint64_t number, const char *name, const void *bytes, size_t length) {
  char head[17];
  uint32_t name_length = (uint32_t)strlen(name), bytes_length = (uint32_t)length;
  head[0] = letter;
  memcpy(head + 1, &number, 8);
  memcpy(head + 9, &name_length, 4);
  memcpy(head + 13, &bytes_length, 4);
  struct iovec parts[3] = {{head, sizeof head}, {(void *)name, name_length}, {(void *)bytes, length}};
  ssize_t expected = (ssize_t)(sizeof head + name_length + length);
  if (writev(journal, parts, 3) != expected) abort(); /* an incomplete journal proves nothing */
}

static void opened(int fd, const char *path) {
  if (fd < 0 || fd >= DESCRIPTORS || !is_watched(path)) return;
  int kept = errno;
  struct stat status;
  pthread_mutex_lock(&lock);
  free(names[fd]);
  names[fd] = strdup(path);
  if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) note('O', (uint64_t)status.st_size, path, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = kept;
}

#define MODE(flags)                                   \
  mode_t mode = 0;                                    \
  if ((flags) & (O_CREAT | O_TMPFILE)) {              \
    va_list more;                                     \
    va_start(more, flags);                            \
    mode = va_arg(more, mode_t);                      \
    va_end(more);                                     \
  }

int open(const char *path, int flags, ...) {
  MODE(flags)
  int fd = real_open(path, flags, mode);
  opened(fd, path);
  return fd;
}

int open64(const char *path, int flags, ...) {
  MODE(flags)
  int fd = real_open(path, flags, mode);
  opened(fd, path);
  return fd;
}

int close(int fd) {
  if (name_of(fd) != NULL) {
    pthread_mutex_lock(&lock);
    free(names[fd]);
    names[fd] = NULL;
    pthread_mutex_unlock(&lock);
  }
  return real_close(fd);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t offset) {
  if (name_of(fd) == NULL) return real_pwrite(fd, bytes, length, offset);
  pthread_mutex_lock(&lock);
  ssize_t done = real_pwrite(fd, bytes, length, offset);
  int kept = errno;
  if (done > 0) note('W', (uint64_t)offset, names[fd], bytes, (size_t)done);
  pthread_mutex_unlock(&lock);
  errno = kept;
  return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return pwrite64(fd, bytes, length, offset); }

ssize_t write(int fd, const void *bytes, size_t length) {
  if (name_of(fd) == NULL) return real_write(fd, bytes, length);
  pthread_mutex_lock(&lock);
  off_t offset = lseek(fd, 0, SEEK_CUR);
  ssize_t done = real_write(fd, bytes, length);
  int kept = errno;
  if (done > 0) note('W', (uint64_t)offset, names[fd], bytes, (size_t)done);
  pthread_mutex_unlock(&lock);
  errno = kept;
  return done;
}

int ftruncate64(int fd, off_t length) {
  if (name_of(fd) == NULL) return real_ftruncate(fd, length);
  pthread_mutex_lock(&lock);
  int result = real_ftruncate(fd, length);
  int kept = errno;
  if (result == 0) note('T', (uint64_t)length, names[fd], NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = kept;
  return result;
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

/* What is written while a sync is under way need not be part of it: the sync is noted when it begins to hold nothing back, that is with the lock. */
static int synced(int fd, int (*sync)(int)) {
  if (name_of(fd) == NULL) return sync(fd);
  pthread_mutex_lock(&lock);
  int result = sync(fd);
  int kept = errno;
  if (result == 0) note('S', 0, names[fd], NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = kept;
  return result;
}

int fsync(int fd) { return synced(fd, real_fsync); }

int fdatasync(int fd) { return synced(fd, real_fdatasync); }

int unlink(const char *path) {
  if (!is_watched(path)) return real_unlink(path);
  pthread_mutex_lock(&lock);
  int result = real_unlink(path);
  int kept = errno;
  if (result == 0) note('U', 0, path, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = kept;
  return result;
}

int rename(const char *from, const char *to) {
  if (!is_watched(from) && !is_watched(to)) return real_rename(from, to);
  pthread_mutex_lock(&lock);
  int result = real_rename(from, to);
  int kept = errno;
  if (result == 0) note('R', 0, from, to, strlen(to));
  pthread_mutex_unlock(&lock);
  errno = kept;
  return result;
}
