"""What is measured of voider alone: a call's cost, a slow machine, and where the time of a packet goes."""
import contextlib, json, os, pathlib, statistics, subprocess, sys, time

from whole_path.worlds import P, sh

CGROUPS = pathlib.Path("/sys/fs/cgroup")
PERIOD_US, QUOTA_US = 100_000, 20_000
MEMORY_BYTES = 256 << 20
GREAT_SHARE = 262_144


@contextlib.contextmanager
def first():
    """Goes before everybody else on this machine, without real-time priority, whose throttling would be measured."""
    version_1 = (CGROUPS / "cpu").is_dir()
    group = (CGROUPS / "cpu" if version_1 else CGROUPS) / "voider-whole-path"
    group.mkdir(exist_ok=True)
    (group / ("cpu.shares" if version_1 else "cpu.weight")).write_text(str(GREAT_SHARE if version_1 else 10_000))
    members = "cgroup.procs"
    (group / members).write_text(str(os.getpid()))
    try:
        yield
    finally:
        (group.parent / members).write_text(str(os.getpid()))
        group.rmdir()


class Held:
    """A fifth of a core and 256 MB for each process that is started by {@link #inside}, and its children."""

    def __init__(self):
        self.version_1 = (CGROUPS / "cpu").is_dir()
        roots = [CGROUPS / "cpu", CGROUPS / "memory"] if self.version_1 else [CGROUPS]
        self.groups = [root / f"voider-slow-{os.getpid()}" for root in roots]

    def __enter__(self):
        for group in self.groups:
            group.mkdir()
        return self

    def __exit__(self, *_):
        for group in self.groups:
            for each in [*group.glob("*/"), group]:
                if each.is_dir():
                    with contextlib.suppress(OSError):
                        each.rmdir()

    def inside(self):
        """A shell that makes a group of its own below, enters it, and becomes what it is to start."""
        if self.version_1:
            limits = [(self.groups[0], "cpu.cfs_period_us", PERIOD_US), (self.groups[0], "cpu.cfs_quota_us", QUOTA_US),
                      (self.groups[1], "memory.limit_in_bytes", MEMORY_BYTES)]
        else:
            limits = [(self.groups[0], "cpu.max", f"{QUOTA_US} {PERIOD_US}"), (self.groups[0], "memory.max", MEMORY_BYTES)]
        lines = [f"mkdir -p {group}/$$" for group in self.groups]
        lines += [f"echo {value} > {group}/$$/{name}" for group, name, value in limits]
        lines += [f"echo $$ > {group}/$$/cgroup.procs" for group in self.groups]
        return ["sh", "-c", "; ".join(["set -e", *lines, 'exec "$@"']), "sh"]


def talk(world, seconds):
    """One call with voice both ways; sent and heard, of either phone."""
    phones = pathlib.Path(__file__).with_name("phones.py")
    sides = (("pa", world.source, 20000, world.target, 30000), ("pb", world.heard, 30000, "10.2.1.1", 20000))
    talking = [subprocess.Popen(["ip", "netns", "exec", P + ns, sys.executable, phones, "talk", *map(str, words), str(seconds)],
                                stdout=subprocess.PIPE, text=True) for ns, *words in sides]
    return [tuple(map(int, one.communicate()[0].split())) for one in talking]


def rest(bench):
    """The processor time of a node, OpenVPN's with it, without a call and with one of 50 packets a second each way."""
    shares = {"no call": [], "one call": []}
    for _ in range(bench.options.rounds):
        with bench.world("voider") as world:
            for what in shares:
                if what == "one call":
                    world.prepare(1)
                    talk(world, 5)
                before, began = {h: world.cpu_seconds(h) for h in "ab"}, time.monotonic()
                heard = talk(world, 20) if what == "one call" else time.sleep(20)
                took = time.monotonic() - began
                shares[what] += [100 * (world.cpu_seconds(h) - before[h]) / took for h in "ab"]
            print(f"one call: {heard[0][1]} of {heard[1][0]} heard, {heard[1][1]} of {heard[0][0]};"
                  f" resident {world.resident_mib('a'):.0f} and {world.resident_mib('b'):.0f} MiB")
        print("  ".join(f"{what}: {statistics.median(all_):.2f} % of a core ({min(all_):.2f} … {max(all_):.2f})"
                        for what, all_ in shares.items()) + "; wanted with one call: ≤ 3", flush=True)


def slow(bench):
    """Start, line and a call of 30 seconds where each node has a fifth of a core and 256 MB."""
    for _ in range(bench.options.rounds):
        with Held() as held, bench.world("voider", inside=held.inside()) as world:
            world.prepare(1)
            heard = talk(world, 30)
            calls = json.loads(world.ask("--home", world.work / "b", "--json", "calls", ns="b"))["calls"]
            streams = [stream for call in calls for stream in call["media"]]
            print(f"ready after {world.ready_seconds:.1f} s (wanted: ≤ 12), line up {world.line_seconds:.1f} s later (≤ 6);"
                  f" sent and heard {heard[0]} and {heard[1]};"
                  f" {', '.join(f'''lost {s['lost']}, MOS {s['mos']}''' for s in streams)} (0, ≥ 4.3);"
                  f" resident {world.resident_mib('a'):.0f} MiB", flush=True)


def tasks(world):
    """Each thread's time and switches until now."""
    found = {}
    for home in "ab":
        for pid in world.processes(home):
            for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
                with contextlib.suppress(OSError):
                    status = dict(line.split(":", 1) for line in (task / "status").read_text().splitlines())
                    switches = sum(int(status[key]) for key in ("voluntary_ctxt_switches", "nonvoluntary_ctxt_switches"))
                    found[home, status["Name"].strip(), int(task.name)] = (int((task / "schedstat").read_text().split()[0]), switches)
    return found


def threads(bench):
    """Where a packet's time goes, by thread; what interrupts do while nobody runs is not in it."""
    with bench.world("voider") as world:
        counts = [int(x) for x in bench.options.streams.split(",")]
        world.prepare(max(counts))
        bench.warm(world, max(counts))
        for n in counts:
            before = tasks(world)
            seconds = bench.options.seconds
            figures = bench.slice(world, n, seconds)
            packets, total = figures["sent"] * (seconds + 0.5) / seconds, 0
            print(f"\n{n} streams: p50 {figures['p50']:.0f}, p99 {figures['p99']:.0f} µs, {figures['lost']} of {figures['sent']} lost")
            for key, (nanos, switches) in sorted(tasks(world).items()):
                known = before.get(key, (0, 0))
                spent = (nanos - known[0]) / 1000 / packets
                total += spent
                if spent > 0.3:
                    print(f"  {key[0]} {key[1]:16} {spent:7.1f} µs a packet, switched {(switches - known[1]) / packets:5.2f} times")
            print(f"  all                {total:7.1f} µs a packet", flush=True)
