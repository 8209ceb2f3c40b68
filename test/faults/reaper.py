"""Runs a command, and says whether it left processes behind that do not end by themselves.

    python3 reaper.py REPORT SECONDS COMMAND...

Orphans become children of this process, a subreaper (PR_SET_CHILD_SUBREAPER of prctl(2)), so their
end is an event to wait for. REPORT gets the command lines of those that still ran after SECONDS.
"""

import ctypes, json, os, signal, subprocess, sys

report, seconds, *command = sys.argv[1:]
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
# The command inherits no handling of signals but its own.
done = subprocess.run(command, close_fds=False)


def give_up(*_):
    raise TimeoutError


signal.signal(signal.SIGALRM, give_up)
signal.alarm(int(seconds))
orphans = []
try:
    while True:
        os.wait()
except ChildProcessError:
    signal.alarm(0)
except TimeoutError:
    with open(f"/proc/self/task/{os.getpid()}/children") as children:
        for pid in map(int, children.read().split()):
            with open(f"/proc/{pid}/cmdline") as line:
                orphans.append(line.read().replace("\0", " ").strip())
            os.kill(pid, signal.SIGKILL)
with open(report, "w") as file:
    json.dump(orphans, file)
sys.exit(128 - done.returncode if done.returncode < 0 else done.returncode)
