/* Put in front of the C library: every attempt of any code in a process to reach a network is written down and refused. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void told(const char *what) {
    const char *path = getenv("STUDIO_WITNESS");
    char line[64];
    int file = path ? open(path, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
    int length = snprintf(line, sizeof line, "reached %d %s\n", (int)getpid(), what);
    if (file >= 0) {
        if (write(file, line, (size_t)length) < 0) _exit(99);
        close(file);
    }
}

static int outward(const struct sockaddr *address) {
    return address && (address->sa_family == AF_INET || address->sa_family == AF_INET6);
}

int connect(int socket, const struct sockaddr *address, socklen_t length) {
    static int (*real)(int, const struct sockaddr *, socklen_t);
    if (outward(address)) {
        told("connect");
        errno = ENETUNREACH;
        return -1;
    }
    if (!real) real = dlsym(RTLD_NEXT, "connect");
    return real(socket, address, length);
}

ssize_t sendto(int socket, const void *data, size_t size, int flags, const struct sockaddr *address, socklen_t length) {
    static ssize_t (*real)(int, const void *, size_t, int, const struct sockaddr *, socklen_t);
    if (outward(address)) {
        told("sendto");
        errno = ENETUNREACH;
        return -1;
    }
    if (!real) real = dlsym(RTLD_NEXT, "sendto");
    return real(socket, data, size, flags, address, length);
}

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
    (void)node, (void)service, (void)hints, (void)found;
    told("getaddrinfo");
    return EAI_FAIL;
}
