/*
 * For tests: stands in the place of ioctl (LD_PRELOAD), because no machine but an enclave has Occlum's /dev/sgx. A quote is 32 bytes of
 * 0x51 and the report data; report data that begins with 0xff is refused.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

struct dcap_quote { uint8_t *report_data; uint32_t *quote_len; uint8_t *quote_buf; };

int ioctl(int device, unsigned long request, ...) {
    va_list words;
    va_start(words, request);
    void *argument = va_arg(words, void *);
    va_end(words);
    (void)device;
    /* _IOR('s', 7, 4 bytes): the room is more than the quote takes */
    if (request == 0x80047307UL) {
        *(uint32_t *)argument = 128;
        return 0;
    }
    /* _IOWR('s', 8, 24 bytes) */
    if (request == 0xC0187308UL) {
        struct dcap_quote *quote = argument;
        if (*quote->quote_len < 96 || quote->report_data[0] == 0xff) {
            errno = EINVAL;
            return -1;
        }
        memset(quote->quote_buf, 0x51, 32);
        memcpy(quote->quote_buf + 32, quote->report_data, 64);
        *quote->quote_len = 96;
        return 0;
    }
    errno = ENOTTY;
    return -1;
}
