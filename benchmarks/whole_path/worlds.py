"""Five hosts in network namespaces, and the ways to go from the one home's phone to the other's.

    pa (phone) --- a (home) --- v (public network, rendezvous) --- b (home) --- pb (phone)
"""
import os, pathlib, re, subprocess, sys, time

P = "vwp-"
PUBLIC = {"a": "203.0.113.11", "b": "203.0.113.12", "v": "203.0.113.2"}
PATIENCE_SECONDS = 120


def sh(*words, ns=None, quiet=False, **options):
    words = [str(w) for w in words]
    if ns:
        words = ["ip", "netns", "exec", P + ns, *words]
    if quiet:
        return subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return subprocess.run(words, check=True, text=True, **options)


def until(seconds, what, found, pause=0.2):
    """Waits for it, and says how long that took."""
    began = time.monotonic()
    while not found():
        if time.monotonic() - began > seconds:
            raise TimeoutError(what)
        time.sleep(pause)
    return time.monotonic() - began


class World:
    """The five hosts of one way, with what runs on them; taken down when it ends."""
    name = ""
    hosts = ("pa", "a", "v", "b", "pb")
    source, target, heard = "172.16.0.1", "10.1.2.1", "172.16.0.5"

    def __init__(self, work, cores):
        """cores: of home a, of home b, and of the generator, which is both phones."""
        self.work, self.cores, self.children = work, dict(zip(("a", "b", "generator"), cores)), []
        work.mkdir()
        self.clear()
        for h in self.hosts:
            sh("ip", "netns", "add", P + h)
            sh("ip", "-n", P + h, "link", "set", "lo", "up")
        sh("ip", "-n", P + "v", "link", "add", "br0", "type", "bridge")
        sh("ip", "-n", P + "v", "addr", "add", PUBLIC["v"] + "/24", "dev", "br0")
        sh("ip", "-n", P + "v", "link", "set", "br0", "up")
        for h in "ab":
            self.wire(h, "wan0", "v", "to-" + h, h)
            sh("ip", "-n", P + "v", "link", "set", "to-" + h, "master", "br0")
            sh("ip", "-n", P + h, "addr", "add", PUBLIC[h] + "/24", "dev", "wan0")
            sh("ip", "-n", P + h, "route", "add", "default", "via", PUBLIC["v"])
            self.wire(h, "ph0", "p" + h, "eth0", h)

    def wire(self, one, name, other, peer, home):
        sh("ip", "link", "add", name, "netns", P + one, "type", "veth", "peer", "name", peer, "netns", P + other)
        for h, n in ((one, name), (other, peer)):
            sh("ip", "-n", P + h, "link", "set", n, "up")
            core = self.cores["generator" if h.startswith("p") else home]
            sh("sh", "-c", f"echo {1 << core:x} > /sys/class/net/{n}/queues/rx-0/rps_cpus", ns=h)

    def spawn(self, *words, ns, log, inside=(), **options):
        core = self.cores["b" if ns == "b" else "a"]
        with open(self.work / f"{log}.log", "ab") as out:
            child = subprocess.Popen(["ip", "netns", "exec", P + ns, *inside, "taskset", "-c", str(core), *map(str, words)],
                                     stdout=options.get("stdout", out), stderr=out, stdin=subprocess.DEVNULL, text=True)
        self.children.append(child)
        return child

    def prepare(self, streams):
        """Makes the way fit to carry that many streams."""

    def close(self):
        for child in self.children:
            child.terminate()
        for child in self.children:
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self.clear()

    def clear(self):
        for h in self.hosts:
            sh("ip", "netns", "del", P + h, quiet=True)


class Routers(World):
    """Two routers that translate addresses with nftables, and nothing between them."""
    name = "none"

    def __init__(self, work, cores):
        super().__init__(work, cores)
        for h, phone, gateway in (("a", self.source, "172.16.0.2"), ("b", self.heard, "172.16.0.6")):
            sh("ip", "-n", P + "p" + h, "addr", "add", phone + "/30", "dev", "eth0")
            sh("ip", "-n", P + "p" + h, "route", "add", "default", "via", gateway)
            sh("ip", "-n", P + h, "addr", "add", gateway + "/30", "dev", "ph0")
            for key in ("ip_forward=1", "conf.all.rp_filter=0", "conf.wan0.rp_filter=0"):
                sh("sysctl", "-qw", "net.ipv4." + key, ns=h)
        self.join()
        for h, inside, mine, dialled, theirs in (("a", "172.16.0.1", "172.29.1.1", "10.1.2.1", "172.29.2.1"),
                                                 ("b", "172.16.0.5", "172.29.2.1", "10.2.1.1", "172.29.1.1")):
            sh("nft", f"""table ip nat {{
                chain pre {{
                    type nat hook prerouting priority -100
                    ip daddr {dialled} dnat to {theirs}
                    ip daddr {mine} dnat to {inside}
                }}
                chain post {{
                    type nat hook postrouting priority 100
                    ip saddr {inside} snat to {mine}
                    ip saddr {theirs} snat to {dialled}
                }}
            }}""", ns=h)

    def join(self):
        for h, net, other in (("a", "172.29.2.0/24", "b"), ("b", "172.29.1.0/24", "a")):
            sh("ip", "-n", P + h, "route", "add", net, "via", PUBLIC[other])

    def through_tunnel(self):
        for h, net in (("a", "172.29.2.0/24"), ("b", "172.29.1.0/24")):
            sh("ip", "-n", P + h, "route", "add", net, "dev", "tun0")
            sh("sysctl", "-qw", "net.ipv4.conf.tun0.rp_filter=0", ns=h)


class OpenVpn(Routers):
    """The same routers, with OpenVPN straight over the public network."""
    name = "openvpn"

    def join(self):
        key, cert, ccd = self.work / "k.pem", self.work / "c.pem", self.work / "ccd"
        sh("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
           "-subj", "/CN=both", "-keyout", key, "-out", cert, stderr=subprocess.DEVNULL)
        common = ["openvpn", "--dev", "tun0", "--dev-type", "tun", "--topology", "subnet", "--proto", "udp4", "--tls-version-min",
                  "1.3", "--ca", cert, "--cert", cert, "--key", key, "--data-ciphers", "AES-256-GCM", "--disable-dco",
                  "--keepalive", "5", "60", "--txqueuelen", "1000", "--verb", "3"]
        ccd.mkdir()
        (ccd / "both").write_text("iroute 172.29.2.0 255.255.255.0\n")
        self.spawn(*common, "--mode", "server", "--tls-server", "--dh", "none", "--ifconfig", "172.31.0.1", "255.255.255.0",
                   "--ifconfig-pool", "172.31.0.2", "172.31.0.9", "--push", "topology subnet", "--client-config-dir", ccd,
                   "--local", PUBLIC["a"], "--port", "1194", ns="a", log="ovpn-a")
        time.sleep(0.5)
        self.spawn(*common, "--client", "--remote", PUBLIC["a"], "1194", "--nobind", ns="b", log="ovpn-b")
        log = self.work / "ovpn-b.log"
        until(20, f"OpenVPN: see {log}", lambda: b"Initialization Sequence Completed" in log.read_bytes())
        self.through_tunnel()


class WireGuard(Routers):
    """The same routers, with wireguard-go, which Tailscale also carries its packets with."""
    name = "wireguard"

    def join(self):
        keys = {}
        for h in "ab":
            private = sh("wg", "genkey", stdout=subprocess.PIPE).stdout.strip()
            (self.work / f"wg-{h}").write_text(private)
            keys[h] = sh("wg", "pubkey", input=private, stdout=subprocess.PIPE).stdout.strip()
        for h, other, mine in (("a", "b", "172.31.0.1"), ("b", "a", "172.31.0.2")):
            self.spawn("wireguard-go", "-f", f"tun{h}", ns=h, log="wg-" + h)
            until(10, "wireguard-go", lambda: sh("wg", "show", f"tun{h}", ns=h, quiet=True).returncode == 0)
            sh("wg", "set", f"tun{h}", "private-key", self.work / f"wg-{h}", "listen-port", "51820", "peer", keys[other],
               "endpoint", f"{PUBLIC[other]}:51820", "allowed-ips", "0.0.0.0/0", ns=h)
            sh("ip", "-n", P + h, "link", "set", f"tun{h}", "name", "tun0")
            sh("ip", "-n", P + h, "addr", "add", mine + "/24", "dev", "tun0")
            sh("ip", "-n", P + h, "link", "set", "tun0", "up")
        self.through_tunnel()


class Voider(World):
    """Two nodes and a rendezvous. The streams are those of real SIP calls, whose phones are phones.py."""
    name = "voider"

    def __init__(self, work, cores, voider, inside=()):
        """inside: what nodes are started by, such as one that puts them into a cgroup."""
        super().__init__(work, cores)
        self.voider, self.nodes = voider, {}
        account = self.ask("rendezvous", "account", "add", "anna", "--address", PUBLIC["v"], "--state", work / "rv", ns="v")
        self.spawn(voider, "rendezvous", "run", "--address", PUBLIC["v"], "--state", work / "rv", "--relay-to", "203.0.113.0/24",
                   ns="v", log="rendezvous")
        for h, name, phone in (("a", "anna", self.source), ("b", "bert", self.heard)):
            more = ["--rendezvous", account.strip().splitlines()[-1]] if h == "a" else []
            self.ask("--home", work / h, "init", "--name", name, "--phone-interface", "ph0", "--phone-address", phone,
                     "--namespace-prefix", f"{P}{h}-", *more, ns=h)
            sh("ip", "-n", P + "p" + h, "addr", "add", phone + "/30", "dev", "eth0")
            sh("ip", "-n", P + "p" + h, "route", "add", "default", "via", phone[:-1] + str(int(phone[-1]) + 1))
        self.ask("--home", work / "a", "invite", "bert", "--out", work / "bert.ovpn", ns="a")
        self.ask("--home", work / "b", "join", work / "bert.ovpn", ns="b")
        began = time.monotonic()
        for h in "ab":
            self.nodes[h] = self.spawn(voider, "--home", work / h, "run", ns=h, log="node-" + h, inside=inside)
        try:
            until(PATIENCE_SECONDS, f"the nodes: see {work}", lambda: all(self.said(h, "is ready") for h in "ab"), 0.05)
            self.ready_seconds = time.monotonic() - began
            self.line_seconds = until(PATIENCE_SECONDS, f"the line: see {work}",
                                      lambda: self.said("a", "is up") and self.said("b", "is up"), 0.05)
        except TimeoutError as e:
            self.close()
            sys.exit(f"in vain waited for {e}")
        time.sleep(6)  # past the warm-up

    def said(self, home, words):
        log = self.work / f"node-{home}.log"
        return log.exists() and re.search(rf"Events - .*{words}", log.read_text(errors="replace"))

    def ask(self, *words, ns):
        return sh(self.voider, *words, ns=ns, stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout

    def prepare(self, streams):
        """Places calls of up to 16 streams each."""
        calls = [(i, min(16, streams - i)) for i in range(0, streams, 16)]
        phones = pathlib.Path(__file__).with_name("phones.py")
        self.spawn(sys.executable, phones, "answer", self.heard, ns="pb", log="answering", stdout=subprocess.PIPE).stdout.readline()
        called = sh(sys.executable, phones, "call", self.source, self.target, *[f"{f}:{n}" for f, n in calls], ns="pa",
                    stdout=subprocess.PIPE).stdout.strip()
        if called != f"{len(calls)} calls":
            raise RuntimeError("calls failed: " + called)

    def processes(self, home):
        """A node's process and its OpenVPNs."""
        found, todo = [], [self.nodes[home].pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
                todo += map(int, (task / "children").read_text().split())
        return found

    def cpu_seconds(self, home):
        """What these processes have used."""
        tick, total = os.sysconf("SC_CLK_TCK"), 0
        for pid in self.processes(home):
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / tick

    def resident_mib(self, home):
        status = pathlib.Path(f"/proc/{self.nodes[home].pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024
