package io.voider.ns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Namespaces of the running kernel, beside those that {@code ip netns} makes. */
@Timeout(60)
final class NamespaceIT {

    private final String name = "vt-ns-" + ProcessHandle.current().pid();

    @AfterEach
    void removeNames() {
        for (String left : NamespaceDirectory.names()) {
            if (left.startsWith(name)) {
                NamespaceDirectory.remove(left);
            }
        }
    }

    @Test
    void ipNetnsSeesWhatWeName() throws Exception {
        try (Namespace namespace = Namespace.create(name)) {
            assertThat(ip("netns", "list")).contains(name);
            assertThat(Namespace.list()).contains(name);
            assertThat(ip("-n", name, "link", "show", "lo")).contains("LOOPBACK");
            assertThat(namespace.links().list()).extracting(Link::name).contains("lo");
            ip("netns", "delete", name);
        }
        assertThat(Namespace.list()).doesNotContain(name);
    }

    @Test
    void weSeeWhatIpNetnsNames() throws Exception {
        ip("netns", "add", name);
        assertThat(Namespace.list()).contains(name);
        ip("-n", name, "link", "add", "there", "type", "veth", "peer", "name", "here");
        try (Namespace namespace = Namespace.open(name)) {
            assertThat(namespace.links().find("there")).isPresent();
        }
        Namespace.delete(name);
        assertThat(ip("netns", "list")).doesNotContain(name);
    }

    @Test
    void aNameThatIsTakenIsRefusedAndKept() {
        try (Namespace first = Namespace.create(name)) {
            assertThatThrownBy(() -> Namespace.create(name)).isInstanceOfSatisfying(KernelException.class, e -> {
                assertThat(e.errnoName()).isEqualTo("EEXIST");
                assertThat(e).hasMessageContaining("open").hasMessageContaining("/run/netns/" + name);
            });
            assertThat(NamespaceDirectory.inode(name)).hasValue(first.inode());
        }
    }

    @Test
    void aHalfMadeNameIsNotListedNorOpenedButCanBeDeleted() throws IOException {
        NamespaceDirectory.prepare();
        Files.createFile(NamespaceDirectory.file(name));
        assertThat(Namespace.list()).doesNotContain(name);
        assertThatThrownBy(() -> Namespace.open(name))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("EINVAL");
        Namespace.delete(name);
        assertThat(NamespaceDirectory.names()).doesNotContain(name);
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThatThrownBy(() -> Namespace.open(name)).hasMessageContaining("open(/run/netns/" + name + "): ENOENT");
        assertThatThrownBy(() -> Namespace.delete(name)).hasMessageContaining("ENOENT");
        assertThatThrownBy(() -> Namespace.open("../escape")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tasksRunInsideAndTheCallerStaysOutside() throws Exception {
        var outside = Namespace.current();
        try (Namespace namespace = Namespace.anonymous("inside")) {
            assertThat(namespace.call(Namespace::current)).hasValue(namespace.inode());
            assertThat(namespace.submit(Namespace::current).get(10, TimeUnit.SECONDS))
                    .hasValue(namespace.inode());
            assertThat(Namespace.current()).isEqualTo(outside);
            assertThat(namespace.inode()).isNotEqualTo(outside.getAsLong());
            int nested = namespace.call(() -> namespace.call(() -> 7));
            assertThat(nested).isEqualTo(7);
        }
    }

    @Test
    void dependantsOfAFutureRunOutside() throws Exception {
        try (Namespace namespace = Namespace.anonymous("inside");
                Namespace host = Namespace.host()) {
            var seen = namespace.submit(() -> 1).thenApply(ignored -> Namespace.current());
            assertThat(seen.get(10, TimeUnit.SECONDS)).hasValue(host.inode());
        }
    }

    @Test
    void theHostIsTheHostEvenWhenOpenedFromInside() {
        try (Namespace host = Namespace.host();
                Namespace namespace = Namespace.anonymous("inside")) {
            long inode = namespace.call(() -> {
                try (Namespace again = Namespace.host()) {
                    return again.call(Namespace::current).getAsLong();
                }
            });
            assertThat(inode).isEqualTo(host.inode());
        }
    }

    @Test
    void theSameAddressIsBoundInTwoNamespaces() throws Exception {
        try (Namespace one = Namespace.anonymous("one");
                Namespace two = Namespace.anonymous("two")) {
            one.links().up("lo");
            two.links().up("lo");
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5060);
            try (ServerSocket first = one.call(() -> bound(address));
                    ServerSocket second = two.call(() -> bound(address))) {
                assertThat(first.getLocalPort()).isEqualTo(second.getLocalPort());
            }
        }
    }

    private static ServerSocket bound(InetSocketAddress address) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.bind(address);
        return socket;
    }

    @Test
    void aChildIsBornInsideAndItsWaiterGoesHome() throws Exception {
        try (Namespace namespace = Namespace.anonymous("parent")) {
            Process child = namespace.start(new ProcessBuilder("sleep", "100")).get(10, TimeUnit.SECONDS);
            assertThat(NamespaceDirectory.inode(Path.of("/proc/" + child.pid() + "/ns/net")))
                    .hasValue(namespace.inode());
            try (Namespace same = Namespace.ofProcess(child.pid())) {
                assertThat(same.inode()).isEqualTo(namespace.inode());
            }
            child.destroyForcibly();
            child.toHandle().onExit().get(10, TimeUnit.SECONDS);
            Eventually.holds("only the namespace's own thread in it", () -> threadsIn(namespace.inode()) == 1);
        }
    }

    private static long threadsIn(long inode) throws IOException {
        OptionalLong wanted = OptionalLong.of(inode);
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            return threads.filter(thread ->
                            NamespaceDirectory.inode(thread.resolve("ns/net")).equals(wanted))
                    .count();
        }
    }

    @Test
    void anAnonymousNamespaceGoesWhenClosed() throws Exception {
        try (Namespace outer = Namespace.anonymous("outer")) {
            try (Namespace inner = Namespace.anonymous("inner")) {
                outer.links().createVeth("a0", "b0", inner);
                assertThat(outer.links().find("a0")).isPresent();
            }
            Eventually.holds(
                    "a0 gone with its peer", () -> outer.links().find("a0").isEmpty());
        }
    }

    @Test
    void theNamedOneStaysWhenClosed() {
        Namespace.create(name).close();
        try (Namespace again = Namespace.open(name)) {
            assertThat(again.links().find("lo")).isPresent();
        }
    }

    @Test
    void aClosedNamespaceSaysSo() {
        Namespace namespace = Namespace.anonymous("short-lived");
        namespace.close();
        namespace.close();
        assertThatThrownBy(() -> namespace.call(() -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("short-lived is closed");
        assertThatThrownBy(() -> namespace.links().list()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void openingAndClosingLeavesNoDescriptorAndNoThread() throws Exception {
        Namespace.anonymous("first").close(); // what is loaded once, is loaded now
        long before = descriptors();
        for (int i = 0; i < 50; i++) {
            try (Namespace namespace = Namespace.anonymous("n" + i)) {
                namespace.links().up("lo");
                namespace.subscribe(change -> {});
            }
            assertThatThrownBy(() -> Namespace.open(name)).isInstanceOf(KernelException.class);
        }
        assertThat(descriptors()).isEqualTo(before);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(thread -> thread.startsWith("ns-n") || thread.startsWith("ns-changes"));
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** The peer whose names must be ours too. */
    private static String ip(String... arguments) throws Exception {
        var command = Stream.concat(Stream.of("ip"), Stream.of(arguments)).toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).describedAs(output).isZero();
        return output;
    }
}
