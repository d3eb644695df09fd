/* A disk that fails when it is told to, and one that writes down what it was told to do.
 *
 * SPDX-License-Identifier: Apache-2.0
 *
 * Preloaded (LD_PRELOAD), it stands between a process and the C library for every file under the folder
 * DESKWARDEN_DISK. The process arms and heals it through the functions at the end. With DESKWARDEN_JOURNAL every
 * change that succeeded is appended there, in the order in which the kernel had it, for a power cut to be replayed.
 *
 * Left out: SQLite's -shm files, which are mapped into memory and made anew after a crash; names that are relative to
 * another folder than the working one, which nothing under test uses.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 1, SYNC = 2, TRUNCATE = 4, OPEN = 8, NAME = 16, READ = 32 };
enum { HALF = -1, FILES = 4096 };

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX];
static size_t root_size;
static int journal = -1;
static unsigned char watched[FILES];
static struct { unsigned calls; int error; long nth; int lasting; long seen; int struck; } fault;

#define REAL(result, name, ...) \
    static result (*real_##name)(__VA_ARGS__); \
    __attribute__((constructor)) static void find_##name(void) { \
        *(void **)&real_##name = dlsym(RTLD_NEXT, #name); \
    }

REAL(int, open64, const char *, int, ...)
REAL(int, close, int)
REAL(ssize_t, write, int, const void *, size_t)
REAL(ssize_t, writev, int, const struct iovec *, int)
REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t)
REAL(ssize_t, read, int, void *, size_t)
REAL(ssize_t, pread64, int, void *, size_t, off64_t)
REAL(int, fsync, int)
REAL(int, fdatasync, int)
REAL(int, ftruncate64, int, off64_t)
REAL(int, posix_fallocate64, int, off64_t, off64_t)
REAL(int, unlink, const char *)
REAL(int, rmdir, const char *)
REAL(int, rename, const char *, const char *)
REAL(int, mkdir, const char *, mode_t)

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("DESKWARDEN_DISK"), *file = getenv("DESKWARDEN_JOURNAL");
    if (folder && strlen(folder) < sizeof root) {
        strcpy(root, folder);
        root_size = strlen(folder);
    }
    if (file && real_open64)
        journal = real_open64(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int is_under(const char *path) {
    size_t size = strlen(path);
    if (!root_size || strncmp(path, root, root_size) != 0 || (path[root_size] != '/' && path[root_size]))
        return 0;
    return size < 4 || strcmp(path + size - 4, "-shm") != 0;
}

static int is_watched(int fd) { return fd >= 0 && fd < FILES && watched[fd]; }

/* The error with which this call fails, HALF for a write of half of it, or 0. */
static int strikes(unsigned call) {
    if (!(fault.calls & call))
        return 0;
    fault.seen++;
    if (fault.seen < fault.nth || (fault.seen > fault.nth && !fault.lasting))
        return 0;
    fault.struck = 1;
    if (fault.error == HALF)
        return fault.seen == fault.nth ? HALF : ENOSPC;
    return fault.error;
}

static void put(const void *bytes, size_t size) {
    for (const char *at = bytes; size;) {
        ssize_t done = real_write(journal, at, size);
        if (done <= 0)
            abort(); /* a journal with a hole would prove nothing */
        at += done;
        size -= (size_t)done;
    }
}

static void note(char op, uint64_t file, uint64_t where, const char *one, size_t first, const char *two) {
    struct __attribute__((packed)) { char op; uint64_t file, where; uint32_t first, second; } head =
        {op, file, where, (uint32_t)first, two ? (uint32_t)strlen(two) : 0};
    int before = errno;
    if (journal >= 0) {
        put(&head, sizeof head);
        put(one, first);
        put(two, head.second);
    }
    errno = before;
}

static void note_path(char op, uint64_t file, const char *path) { note(op, file, 0, path, strlen(path), NULL); }

static uint64_t number_of(int fd, uint64_t *size) {
    struct stat64 seen = {0};
    if (fstat64(fd, &seen) != 0)
        abort();
    if (size)
        *size = (uint64_t)seen.st_size;
    return seen.st_ino;
}

static int failed(int error) {
    errno = error;
    return -1;
}

static int opened(const char *path, int flags, mode_t mode) {
    if (!is_under(path))
        return real_open64(path, flags, mode);
    pthread_mutex_lock(&turn);
    int is_new = (flags & O_CREAT) && access(path, F_OK) != 0, error = strikes(OPEN), before = errno;
    int fd = error ? failed(error) : real_open64(path, flags, mode);
    if (fd >= 0 && fd < FILES) {
        watched[fd] = 1;
        if (is_new)
            note_path('c', number_of(fd, NULL), path);
        else if (flags & O_TRUNC)
            note('t', number_of(fd, NULL), 0, "", 0, NULL);
        errno = before;
    }
    pthread_mutex_unlock(&turn);
    return fd;
}

static mode_t mode_of(int flags, va_list rest) { return flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; }

#define OPENING(name, ...) \
    int name(__VA_ARGS__, int flags, ...) { \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = mode_of(flags, rest); \
        va_end(rest); \
        return opened(path, flags, mode); \
    }

OPENING(open64, const char *path)
OPENING(open, const char *path)

int __open64_2(const char *path, int flags) { return opened(path, flags, 0); }

int close(int fd) {
    pthread_mutex_lock(&turn);
    if (is_watched(fd))
        watched[fd] = 0;
    int done = real_close(fd);
    pthread_mutex_unlock(&turn);
    return done;
}

/* Write at `where`, or where the file stands for -1. */
static ssize_t written(int fd, const void *bytes, size_t size, off64_t where) {
    if (!is_watched(fd))
        return where < 0 ? real_write(fd, bytes, size) : real_pwrite64(fd, bytes, size, where);
    pthread_mutex_lock(&turn);
    int error = strikes(WRITE);
    ssize_t done;
    if (error == HALF && size > 1) {
        size /= 2;
        error = 0;
    }
    if (error > 0) {
        done = failed(error);
    } else {
        uint64_t end, number = number_of(fd, &end);
        off64_t at = where >= 0 ? where : fcntl(fd, F_GETFL) & O_APPEND ? (off64_t)end : lseek64(fd, 0, SEEK_CUR);
        done = where < 0 ? real_write(fd, bytes, size) : real_pwrite64(fd, bytes, size, where);
        if (done > 0)
            note('w', number, (uint64_t)at, bytes, (size_t)done, NULL);
    }
    pthread_mutex_unlock(&turn);
    return done;
}

ssize_t write(int fd, const void *bytes, size_t size) { return written(fd, bytes, size, -1); }
ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t where) { return written(fd, bytes, size, where); }
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t where) { return written(fd, bytes, size, where); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (!is_watched(fd) || !count)
        return real_writev(fd, parts, count);
    return written(fd, parts->iov_base, parts->iov_len, -1); /* a short write, which every caller must go on after */
}

static int read_error(int fd) {
    if (!is_watched(fd))
        return 0;
    pthread_mutex_lock(&turn);
    int error = strikes(READ);
    pthread_mutex_unlock(&turn);
    return error;
}

ssize_t read(int fd, void *bytes, size_t size) {
    int error = read_error(fd);
    return error > 0 ? failed(error) : real_read(fd, bytes, size);
}

ssize_t pread64(int fd, void *bytes, size_t size, off64_t where) {
    int error = read_error(fd);
    return error > 0 ? failed(error) : real_pread64(fd, bytes, size, where);
}

/* A sync that fails is noted: what was written before may never reach the disk, whatever a later sync says. */
static int synced(int fd, int (*real)(int)) {
    if (!is_watched(fd))
        return real(fd);
    pthread_mutex_lock(&turn);
    int error = strikes(SYNC), done = error ? failed(error) : real(fd);
    note(done == 0 ? 's' : 'f', number_of(fd, NULL), 0, "", 0, NULL);
    pthread_mutex_unlock(&turn);
    return done;
}

int fsync(int fd) { return synced(fd, real_fsync); }
int fdatasync(int fd) { return synced(fd, real_fdatasync); }

int ftruncate64(int fd, off64_t size) {
    if (!is_watched(fd))
        return real_ftruncate64(fd, size);
    pthread_mutex_lock(&turn);
    int error = strikes(TRUNCATE), done = error ? failed(error) : real_ftruncate64(fd, size);
    if (done == 0)
        note('t', number_of(fd, NULL), (uint64_t)size, "", 0, NULL);
    pthread_mutex_unlock(&turn);
    return done;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int posix_fallocate64(int fd, off64_t from, off64_t size) {
    if (!is_watched(fd))
        return real_posix_fallocate64(fd, from, size);
    pthread_mutex_lock(&turn);
    uint64_t end, number = number_of(fd, &end);
    int error = strikes(WRITE), done = error > 0 ? error : real_posix_fallocate64(fd, from, size);
    if (done == 0 && (uint64_t)(from + size) > end)
        note('t', number, (uint64_t)(from + size), "", 0, NULL);
    pthread_mutex_unlock(&turn);
    return done;
}

static int renamed(char op, const char *path, const char *to, mode_t mode, int (*act)(const char *, const char *, mode_t)) {
    if (!is_under(path))
        return act(path, to, mode);
    pthread_mutex_lock(&turn);
    int error = strikes(NAME), done = error ? failed(error) : act(path, to, mode), before = errno;
    struct stat64 seen = {0};
    if (done == 0 && op == 'd' && stat64(path, &seen) != 0)
        abort();
    if (done == 0)
        note(op, seen.st_ino, 0, path, strlen(path), to);
    errno = before;
    pthread_mutex_unlock(&turn);
    return done;
}

static int act_unlink(const char *path, const char *to, mode_t mode) { return (void)to, (void)mode, real_unlink(path); }
static int act_rmdir(const char *path, const char *to, mode_t mode) { return (void)to, (void)mode, real_rmdir(path); }
static int act_rename(const char *path, const char *to, mode_t mode) { return (void)mode, real_rename(path, to); }
static int act_mkdir(const char *path, const char *to, mode_t mode) { return (void)to, real_mkdir(path, mode); }

int unlink(const char *path) { return renamed('u', path, NULL, 0, act_unlink); }
int rmdir(const char *path) { return renamed('u', path, NULL, 0, act_rmdir); }
int rename(const char *path, const char *to) { return renamed('r', path, to, 0, act_rename); }
int mkdir(const char *path, mode_t mode) { return renamed('d', path, NULL, mode, act_mkdir); }

/* What the process under test says to its disk. */

/* From now on let the `nth` of `calls` fail with `error` (-1: half of it is written); lasting: and all after it. */
void fault_arm(unsigned calls, int error, long nth, int lasting) {
    pthread_mutex_lock(&turn);
    fault.calls = calls;
    fault.error = error;
    fault.nth = nth;
    fault.lasting = lasting;
    fault.seen = fault.struck = 0;
    pthread_mutex_unlock(&turn);
}

/* Fail no more; say whether anything failed. */
int fault_heal(void) {
    pthread_mutex_lock(&turn);
    int struck = fault.struck;
    fault.calls = 0;
    pthread_mutex_unlock(&turn);
    return struck;
}

/* Put a word into the journal, at this moment of the disk's life. */
void fault_mark(const char *word) {
    pthread_mutex_lock(&turn);
    note('m', 0, 0, word, strlen(word), NULL);
    pthread_mutex_unlock(&turn);
}
