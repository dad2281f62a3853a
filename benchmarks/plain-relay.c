/*
 * The plainest relay there is, to compare with: for each of N streams two UDP sockets, epoll, and for each packet one
 * recvfrom and one sendto.
 *
 *     plain-relay IN_ADDRESS OUT_ADDRESS TARGET_ADDRESS TARGET_PORT FIRST_PORT STREAMS
 *
 * What arrives at IN_ADDRESS, port FIRST_PORT + 2i, leaves from OUT_ADDRESS, the same port, to the target.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

static int bound(const char *address, int port) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    if (fd < 0 || inet_pton(AF_INET, address, &name.sin_addr) != 1 || bind(fd, (struct sockaddr *)&name, sizeof name)) {
        perror(address);
        exit(1);
    }
    return fd;
}

int main(int argc, char **argv) {
    if (argc != 7) {
        fprintf(stderr, "plain-relay IN_ADDRESS OUT_ADDRESS TARGET_ADDRESS TARGET_PORT FIRST_PORT STREAMS\n");
        return 2;
    }
    int first = atoi(argv[5]), streams = atoi(argv[6]);
    struct rlimit files = {8192, 8192};
    setrlimit(RLIMIT_NOFILE, &files);
    struct sockaddr_in target = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[4]))};
    inet_pton(AF_INET, argv[3], &target.sin_addr);
    int poll = epoll_create1(0);
    for (int i = 0; i < streams; i++) {
        int in = bound(argv[1], first + 2 * i), out = bound(argv[2], first + 2 * i);
        struct epoll_event event = {.events = EPOLLIN, .data.u64 = (unsigned long long)in << 32 | (unsigned)out};
        if (epoll_ctl(poll, EPOLL_CTL_ADD, in, &event)) {
            perror("epoll_ctl");
            return 1;
        }
    }
    puts("ready");
    fflush(stdout);
    for (;;) {
        struct epoll_event ready[64];
        int count = epoll_wait(poll, ready, 64, -1);
        for (int i = 0; i < count; i++) {
            char packet[2048];
            int in = (int)(ready[i].data.u64 >> 32), out = (int)(ready[i].data.u64 & 0xffffffffu);
            ssize_t length = recvfrom(in, packet, sizeof packet, 0, NULL, NULL);
            if (length >= 0) {
                sendto(out, packet, (size_t)length, 0, (struct sockaddr *)&target, sizeof target);
            }
        }
        if (count < 0 && errno != EINTR) {
            perror("epoll_wait");
            return 1;
        }
    }
}
