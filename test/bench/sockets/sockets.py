"""The workloads of `npm run bench -- sockets` in CPython, with its blocking socket module.

Usage: sockets.py WORKLOAD COUNT [SIZE]. Prints one figure.
"""

import os
import socket
import struct
import sys
from time import perf_counter


def listener():
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(socket.SOMAXCONN)
    return server


def receive(connection, size):
    while size:
        data = connection.recv(size)
        if not data:
            os._exit(0)
        size -= len(data)


def echo_one(count, _size):
    server = listener()
    client = socket.create_connection(server.getsockname())
    connection, _ = server.accept()
    data = bytes(64)
    start = perf_counter()
    for _ in range(count):
        client.sendall(data)
        receive(connection, 64)
        connection.sendall(data)
        receive(client, 64)
    return (perf_counter() - start) / count * 1e6


def echo_two(count, _size):
    server = listener()
    data = bytes(64)
    if os.fork() == 0:
        connection, _ = server.accept()
        while True:
            receive(connection, 64)
            connection.sendall(data)
    client = socket.create_connection(server.getsockname())
    start = perf_counter()
    for _ in range(count):
        client.sendall(data)
        receive(client, 64)
    time = perf_counter() - start
    client.close()
    return time / count * 1e6


def throughput(count, size):
    server = listener()
    if os.fork() == 0:
        connection, _ = server.accept()
        left = count * size
        while left > 0:
            left -= len(connection.recv(262_144))
        connection.sendall(b"x")
        os._exit(0)
    client = socket.create_connection(server.getsockname())
    data = bytes(size)
    start = perf_counter()
    for _ in range(count):
        client.sendall(data)
    client.recv(1)
    return count * size / (perf_counter() - start) / (1 << 20)


def accept_close(count, _size):
    server = listener()
    reset = struct.pack("ii", 1, 0)
    start = perf_counter()
    for _ in range(count):
        client = socket.create_connection(server.getsockname())
        connection, _ = server.accept()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
        client.close()
        connection.close()
    return count / (perf_counter() - start)


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def idle(count, _size):
    server = listener()
    server.listen(4096)
    print(server.getsockname()[1], flush=True)
    before = resident()
    held = [server.accept() for _ in range(count)]
    return (resident() - before) / len(held)


workload, count = sys.argv[1].replace("-", "_"), int(sys.argv[2])
size = int(sys.argv[3]) if len(sys.argv) > 3 else 0
print(globals()[workload](count, size))
