/*
 * Delays, blocks or fails fsync and fdatasync for files below one folder. Loaded with LD_PRELOAD.
 *
 *   SYNC_HOOK_FOLDER   the folder, an absolute path
 *   SYNC_HOOK_CONTROL  a file with one line, read at every call:
 *                        (empty or missing)  the call goes to the disk
 *                        delay N             the call goes to the disk after N milliseconds
 *                        hang                the call waits until the line changes
 *                        fail                the call fails with EIO
 *
 * While a call is held by "hang", the file SYNC_HOOK_CONTROL.held exists.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int is_below_folder(int descriptor) {
  const char *folder = getenv("SYNC_HOOK_FOLDER");
  char link[64], path[PATH_MAX];
  if (!folder)
    return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  size_t prefix = strlen(folder);
  return length >= (ssize_t)prefix && strncmp(path, folder, prefix) == 0 && (length == (ssize_t)prefix || path[prefix] == '/');
}

static void read_control(char *line, size_t size) {
  const char *control = getenv("SYNC_HOOK_CONTROL");
  int file = control ? open(control, O_RDONLY | O_CLOEXEC) : -1;
  ssize_t length = file < 0 ? 0 : read(file, line, size - 1);
  line[length < 0 ? 0 : length] = '\0';
  if (file >= 0)
    close(file);
}

static void pause_for(long milliseconds) {
  struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  while (nanosleep(&time, &time) < 0 && errno == EINTR)
    ;
}

static void mark_held(void) {
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s.held", getenv("SYNC_HOOK_CONTROL"));
  int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (file >= 0)
    close(file);
}

static int obey(int descriptor) {
  char line[64];
  if (!is_below_folder(descriptor))
    return 0;
  for (;;) {
    read_control(line, sizeof line);
    if (strncmp(line, "hang", 4) == 0) {
      mark_held();
      pause_for(5);
      continue;
    }
    if (strncmp(line, "fail", 4) == 0) {
      errno = EIO;
      return -1;
    }
    if (strncmp(line, "delay ", 6) == 0)
      pause_for(atol(line + 6));
    return 0;
  }
}

typedef void *lookup(void *handle, const char *name);

/* The version depends on the architecture and the age of glibc. */
static lookup *real_dlsym(void) {
  static const char *const versions[] = {"GLIBC_2.34", "GLIBC_2.17", "GLIBC_2.2.5"};
  static lookup *found;
  for (size_t i = 0; !found && i < sizeof versions / sizeof *versions; i++)
    found = (lookup *)dlvsym(RTLD_NEXT, "dlsym", versions[i]);
  return found;
}

static int forward(const char *name, int descriptor) {
  int error = errno;
  if (obey(descriptor) < 0)
    return -1;
  errno = error;
  return ((int (*)(int))real_dlsym()(RTLD_NEXT, name))(descriptor);
}

int fsync(int descriptor) { return forward("fsync", descriptor); }

int fdatasync(int descriptor) { return forward("fdatasync", descriptor); }

/* .NET looks functions of libc up by name in that library alone, past everything that is preloaded. */
void *dlsym(void *restrict handle, const char *restrict name) {
  if (handle != RTLD_NEXT && strcmp(name, "fsync") == 0)
    return (void *)fsync;
  if (handle != RTLD_NEXT && strcmp(name, "fdatasync") == 0)
    return (void *)fdatasync;
  return real_dlsym()(handle, name);
}
