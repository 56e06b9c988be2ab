/*
 * sealmark-nsm [-d] SOCKET [DEVICE]
 *
 * Hands requests from a Unix socket to the Nitro security module and its answers back, byte for byte: Node has no ioctl, and
 * /dev/nsm has nothing else. What the bytes mean is decided elsewhere; this program reads none of them.
 *
 * With -d it goes on in the background and returns once it listens, so that what is started next finds it.
 *
 * One connection, one exchange: the request up to the end of what the other side sends, the answer, the end. One at a time, because
 * the module answers one at a time. Whoever may connect to the socket may ask for any document: it is made for its owner alone.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* linux/include/uapi/linux/nsm.h: sizes and the one request */
#define MAX_REQUEST_BYTES 0x1000
#define MAX_RESPONSE_BYTES 0x3000
struct nsm_iovec { uint64_t addr; uint64_t len; };
struct nsm_raw { struct nsm_iovec request; struct nsm_iovec response; };
#define NSM_IOCTL_RAW _IOWR(0x0A, 0x0, struct nsm_raw)

/* Whoever connects and says nothing would keep everybody else waiting. */
#define TIMEOUT_SECONDS 5

static int fail(const char *what) {
    fprintf(stderr, "sealmark-nsm: %s: %s\n", what, strerror(errno));
    return 1;
}

static void exchange(int device, int client) {
    static uint8_t request[MAX_REQUEST_BYTES + 1], response[MAX_RESPONSE_BYTES];
    size_t length = 0, sent = 0;
    ssize_t part;
    while (length < sizeof request && (part = read(client, request + length, sizeof request - length)) > 0) length += (size_t)part;
    if (part < 0 || length == 0 || length > MAX_REQUEST_BYTES) return;
    struct nsm_raw message = {
        .request = { .addr = (uintptr_t)request, .len = length },
        .response = { .addr = (uintptr_t)response, .len = sizeof response },
    };
    if (ioctl(device, NSM_IOCTL_RAW, &message) != 0) {
        fail("ioctl");
        return;
    }
    if (message.response.len > sizeof response) return;
    while (sent < message.response.len && (part = write(client, response + sent, message.response.len - sent)) > 0) sent += (size_t)part;
}

int main(int count, char **words) {
    int detach = count > 1 && strcmp(words[1], "-d") == 0;
    if (detach) words++, count--;
    if (count < 2 || count > 3) {
        fprintf(stderr, "usage: sealmark-nsm [-d] SOCKET [DEVICE]\n");
        return 2;
    }
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (strlen(words[1]) >= sizeof address.sun_path) {
        fprintf(stderr, "sealmark-nsm: %s is too long for a socket\n", words[1]);
        return 2;
    }
    strcpy(address.sun_path, words[1]);
    signal(SIGPIPE, SIG_IGN);
    int device = open(count == 3 ? words[2] : "/dev/nsm", O_RDWR | O_CLOEXEC);
    if (device < 0) return fail(count == 3 ? words[2] : "/dev/nsm");
    int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (server < 0) return fail("socket");
    unlink(address.sun_path);
    umask(0177);
    if (bind(server, (struct sockaddr *)&address, sizeof address) != 0 || listen(server, 16) != 0) return fail(words[1]);
    pid_t child = detach ? fork() : 0;
    if (child != 0) return child < 0 ? fail("fork") : 0;
    for (;;) {
        int client = accept(server, NULL, NULL);
        if (client < 0) {
            if (errno == EINTR || errno == ECONNABORTED) continue;
            return fail("accept");
        }
        struct timeval limit = { .tv_sec = TIMEOUT_SECONDS };
        setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        exchange(device, client);
        close(client);
    }
}
