/* The workloads of `npm run bench -- sockets` in C: the floor that the operating system sets.
 * Usage: sockets WORKLOAD COUNT [SIZE]. Prints one figure. */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void check(long result, const char *what) {
  if (result < 0) {
    perror(what);
    exit(1);
  }
}

static void all(int fd, char *data, size_t length, int sending) {
  for (size_t done = 0; done < length;) {
    ssize_t n = sending ? send(fd, data + done, length - done, 0) : recv(fd, data + done, length - done, 0);
    check(n, "transfer");
    if (n == 0) exit(0);
    done += n;
  }
}

static int listener(struct sockaddr_in *address) {
  socklen_t length = sizeof *address;
  memset(address, 0, length);
  address->sin_family = AF_INET;
  address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  check(bind(fd, (struct sockaddr *)address, length), "bind");
  check(listen(fd, SOMAXCONN), "listen");
  getsockname(fd, (struct sockaddr *)address, &length);
  return fd;
}

static int dial(struct sockaddr_in *address) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  check(connect(fd, (struct sockaddr *)address, sizeof *address), "connect");
  return fd;
}

static double echo_one(long count) {
  struct sockaddr_in address;
  char data[64] = {0};
  int server = listener(&address), client = dial(&address), connection = accept(server, 0, 0);
  double start = now();
  for (long i = 0; i < count; i++) {
    all(client, data, sizeof data, 1);
    all(connection, data, sizeof data, 0);
    all(connection, data, sizeof data, 1);
    all(client, data, sizeof data, 0);
  }
  return (now() - start) / count * 1e6;
}

static double echo_two(long count) {
  struct sockaddr_in address;
  char data[64] = {0};
  int server = listener(&address);
  pid_t child = fork();
  if (child == 0) {
    int connection = accept(server, 0, 0);
    for (;;) {
      all(connection, data, sizeof data, 0);
      all(connection, data, sizeof data, 1);
    }
  }
  int client = dial(&address);
  double start = now();
  for (long i = 0; i < count; i++) {
    all(client, data, sizeof data, 1);
    all(client, data, sizeof data, 0);
  }
  double time = now() - start;
  close(client);
  waitpid(child, 0, 0);
  return time / count * 1e6;
}

/* What is received at once. */
static char piece[262144];

static double throughput(long count, size_t size) {
  struct sockaddr_in address;
  int server = listener(&address);
  char *data = calloc(1, size);
  pid_t child = fork();
  if (child == 0) {
    int connection = accept(server, 0, 0);
    for (long left = count * size; left > 0;) {
      ssize_t n = recv(connection, piece, sizeof piece, 0);
      check(n, "recv");
      left -= n;
    }
    all(connection, data, 1, 1);
    exit(0);
  }
  int client = dial(&address);
  double start = now();
  for (long i = 0; i < count; i++) all(client, data, size, 1);
  all(client, data, 1, 0);
  double time = now() - start;
  waitpid(child, 0, 0);
  return count * size / time / (1 << 20);
}

static double accept_close(long count) {
  struct sockaddr_in address;
  struct linger reset = {1, 0};
  int server = listener(&address);
  double start = now();
  for (long i = 0; i < count; i++) {
    int client = dial(&address), connection = accept(server, 0, 0);
    setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    close(client);
    close(connection);
  }
  return count / (now() - start);
}

int main(int argc, char **argv) {
  const char *workload = argc > 1 ? argv[1] : "";
  long count = argc > 2 ? atol(argv[2]) : 1;
  size_t size = argc > 3 ? atol(argv[3]) : 0;
  signal(SIGPIPE, SIG_IGN);
  double value = -1;
  if (!strcmp(workload, "echo-one")) value = echo_one(count);
  if (!strcmp(workload, "echo-two")) value = echo_two(count);
  if (!strcmp(workload, "throughput")) value = throughput(count, size);
  if (!strcmp(workload, "accept-close")) value = accept_close(count);
  printf("%f\n", value);
  return value < 0;
}
