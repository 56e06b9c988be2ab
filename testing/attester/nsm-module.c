/*
 * For tests: linked into the Nitro helper in place of open and ioctl, because no machine but an enclave has /dev/nsm. The module is a
 * process at the Unix socket that NSM_MODULE names: each request and each answer goes there and back behind its length (4 bytes, big
 * endian). The helper around it is the real one, compiled as operators compile it.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct nsm_iovec { uint64_t addr; uint64_t len; };
struct nsm_raw { struct nsm_iovec request; struct nsm_iovec response; };

int open(const char *path, int flags, ...) {
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    const char *module = getenv("NSM_MODULE");
    (void)flags;
    if (strcmp(path, "/dev/nsm") != 0 || module == NULL || strlen(module) >= sizeof address.sun_path) {
        errno = ENOENT;
        return -1;
    }
    strcpy(address.sun_path, module);
    int device = socket(AF_UNIX, SOCK_STREAM, 0);
    return device >= 0 && connect(device, (struct sockaddr *)&address, sizeof address) == 0 ? device : -1;
}

static int whole(ssize_t (*move)(int, void *, size_t), int device, void *bytes, size_t length) {
    for (size_t done = 0; done < length;) {
        ssize_t part = move(device, (uint8_t *)bytes + done, length - done);
        if (part <= 0) return -1;
        done += (size_t)part;
    }
    return 0;
}

static ssize_t put(int device, void *bytes, size_t length) { return write(device, bytes, length); }

int ioctl(int device, unsigned long request, ...) {
    va_list words;
    va_start(words, request);
    struct nsm_raw *message = va_arg(words, struct nsm_raw *);
    va_end(words);
    uint32_t length = htonl((uint32_t)message->request.len);
    errno = EIO;
    if (request != 0xC0200A00UL || whole(put, device, &length, 4) != 0) return -1;
    if (whole(put, device, (void *)(uintptr_t)message->request.addr, message->request.len) != 0) return -1;
    if (whole(read, device, &length, 4) != 0 || ntohl(length) > message->response.len) return -1;
    message->response.len = ntohl(length);
    return whole(read, device, (void *)(uintptr_t)message->response.addr, message->response.len);
}
