"""Runs a command in a terminal of its own: terminal.py COLUMNS COMMAND...

What comes on standard input is typed, what the terminal shows goes to standard output; the end of
standard input closes the terminal. Two lines of JSON on standard error tell the command's process,
and how it ended.
"""

import fcntl
import json
import os
import select
import struct
import sys
import termios

columns, command = int(sys.argv[1]), sys.argv[2:]
terminal, inner = os.openpty()
fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
before = termios.tcgetattr(inner)
pid = os.fork()
if pid == 0:
    os.setsid()
    fcntl.ioctl(inner, termios.TIOCSCTTY, 0)
    for descriptor in (0, 1, 2):
        os.dup2(inner, descriptor)
    os.closerange(3, 256)
    os.execvp(command[0], command)

print(json.dumps({"pid": pid}), file=sys.stderr, flush=True)
ended = os.pidfd_open(pid)
watched = [terminal, sys.stdin.fileno(), ended]
while True:
    ready = select.select(watched, [], [])[0]
    if terminal in ready:
        # First all that was written is shown, then the end of the command is looked at.
        os.write(sys.stdout.fileno(), os.read(terminal, 65536))
    elif sys.stdin.fileno() in ready:
        typed = os.read(sys.stdin.fileno(), 65536)
        if typed:
            os.write(terminal, typed)
        else:
            os.close(inner)
            os.close(terminal)
            watched = [ended]
    else:
        break

_, status = os.waitpid(pid, 0)
same = len(watched) == 1 or termios.tcgetattr(inner) == before
end = {"status": os.waitstatus_to_exitcode(status), "hasSameSettings": same}
print(json.dumps(end), file=sys.stderr, flush=True)
