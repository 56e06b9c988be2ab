/*
 * sealmark-occlum [DEVICE]
 *
 * Reads 64 bytes of report data from standard input and writes an SGX quote over them to standard output: Occlum's library operating
 * system makes quotes through an ioctl alone, and Node has none. What the quote means is decided elsewhere.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* occlum/src/libos/src/fs/dev_fs/dev_sgx: the two requests, and what the second one takes */
#define REPORT_DATA_BYTES 64
#define MAX_QUOTE_BYTES 0x10000
struct dcap_quote { uint8_t *report_data; uint32_t *quote_len; uint8_t *quote_buf; };
#define SGXIOC_GET_DCAP_QUOTE_SIZE _IOR('s', 7, uint32_t)
#define SGXIOC_GEN_DCAP_QUOTE _IOWR('s', 8, struct dcap_quote)

static int fail(const char *what) {
    fprintf(stderr, "sealmark-occlum: %s: %s\n", what, strerror(errno));
    return 1;
}

int main(int count, char **words) {
    static uint8_t report_data[REPORT_DATA_BYTES + 1];
    size_t length = 0, sent = 0;
    ssize_t part;
    while (length < sizeof report_data && (part = read(0, report_data + length, sizeof report_data - length)) > 0) length += (size_t)part;
    if (length != REPORT_DATA_BYTES) {
        fprintf(stderr, "sealmark-occlum: report data is 64 bytes\n");
        return 2;
    }
    const char *path = count > 1 ? words[1] : "/dev/sgx";
    int device = open(path, O_RDONLY | O_CLOEXEC);
    if (device < 0) return fail(path);
    uint32_t size = 0;
    if (ioctl(device, SGXIOC_GET_DCAP_QUOTE_SIZE, &size) != 0) return fail("quote size");
    if (size == 0 || size > MAX_QUOTE_BYTES) {
        fprintf(stderr, "sealmark-occlum: a quote of %u bytes\n", (unsigned)size);
        return 1;
    }
    uint8_t *quote = calloc(1, size);
    if (quote == NULL) return fail("memory");
    struct dcap_quote request = { .report_data = report_data, .quote_len = &size, .quote_buf = quote };
    uint32_t room = size;
    if (ioctl(device, SGXIOC_GEN_DCAP_QUOTE, &request) != 0) return fail("quote");
    if (size > room) return 1;
    while (sent < size && (part = write(1, quote + sent, size - sent)) > 0) sent += (size_t)part;
    return sent == size ? 0 : fail("write");
}
