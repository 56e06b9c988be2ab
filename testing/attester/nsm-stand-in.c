/*
 * For tests: stands in the place of ioctl (LD_PRELOAD), because no machine but an enclave has /dev/nsm. Answers with the request's
 * own length and bytes, so that a test sees whether each byte came through; a request that begins with 0xff is refused.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

struct nsm_iovec { uint64_t addr; uint64_t len; };
struct nsm_raw { struct nsm_iovec request; struct nsm_iovec response; };

int ioctl(int device, unsigned long request, ...) {
    va_list words;
    va_start(words, request);
    struct nsm_raw *message = va_arg(words, struct nsm_raw *);
    va_end(words);
    (void)device;
    /* _IOWR(0x0A, 0x0, 32 bytes), as the driver has it */
    if (request != 0xC0200A00UL) {
        errno = ENOTTY;
        return -1;
    }
    uint8_t *asked = (uint8_t *)(uintptr_t)message->request.addr;
    uint8_t *answer = (uint8_t *)(uintptr_t)message->response.addr;
    if (message->request.len > 0 && asked[0] == 0xff) {
        errno = EIO;
        return -1;
    }
    answer[0] = (uint8_t)(message->request.len >> 8);
    answer[1] = (uint8_t)message->request.len;
    memcpy(answer + 2, asked, message->request.len);
    message->response.len = message->request.len + 2;
    return 0;
}
