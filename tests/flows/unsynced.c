/* A disk that takes everything and confirms nothing: while the file named by UNSYNCED is there, every sync fails. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int confirm(const char *name, int file)
{
    const char *flag = getenv("UNSYNCED");
    if (flag && access(flag, F_OK) == 0) {
        errno = EIO;
        return -1;
    }
    return ((int (*)(int))dlsym(RTLD_NEXT, name))(file);
}

int fsync(int file) { return confirm("fsync", file); }

int fdatasync(int file) { return confirm("fdatasync", file); }
