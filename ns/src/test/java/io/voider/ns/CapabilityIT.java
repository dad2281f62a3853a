package io.voider.ns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import jnr.ffi.LibraryLoader;
import jnr.ffi.annotations.In;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a thread without privileges is told. Capabilities belong to threads, so one can give its own up. */
@Timeout(60)
final class CapabilityIT {

    private static final int LINUX_CAPABILITY_VERSION_3 = 0x20080522;

    /** The two calls of {@code capabilities(7)} that no class outside the tests needs. */
    public interface CapabilityCalls {
        int capset(@In ByteBuffer header, @In ByteBuffer data);
    }

    @Test
    void everyRefusalSaysWhichCapabilityIsMissing() {
        try (Namespace host = Namespace.host();
                Namespace inside = Namespace.anonymous("inside")) {
            assertThat(Capability.effective()).contains(Capability.CAP_SYS_ADMIN, Capability.CAP_NET_ADMIN);
            Capability.require("do anything", Capability.values());
            withoutAny(() -> {
                assertThat(Capability.effective()).isEmpty();
                assertThatThrownBy(() -> Capability.require(
                                "make namespaces", Capability.CAP_NET_ADMIN, Capability.CAP_SYS_ADMIN))
                        .hasMessage("capget(make namespaces): EPERM Operation not permitted: this needs CAP_NET_ADMIN"
                                + " and CAP_SYS_ADMIN, which this process lacks: run it as root or grant it");
                assertThatThrownBy(() -> Namespace.anonymous("mine"))
                        .hasMessageContaining("unshare(mine): EPERM")
                        .hasMessageContaining("this needs CAP_SYS_ADMIN, which");
                assertThatThrownBy(() -> inside.links().createVeth("a0", "b0"))
                        .hasMessageContaining("veth a0 in inside): EPERM")
                        .hasMessageContaining("this needs CAP_NET_ADMIN, which");
                assertThat(inside.links().list()).extracting(Link::name).contains("lo");
                try (Namespace same = Namespace.host()) {
                    assertThat(same.inode()).isEqualTo(host.inode());
                }
            });
        }
    }

    private static void withoutAny(Runnable task) {
        CapabilityCalls calls = LibraryLoader.create(CapabilityCalls.class).load("c");
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                ByteBuffer header = NetlinkSocket.direct(8).putInt(0, LINUX_CAPABILITY_VERSION_3);
                assertThat(calls.capset(header, NetlinkSocket.direct(24))).isZero();
                task.run();
                done.complete(true);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        thread.start();
        assertThat(Waiting.uninterruptibly(done)).isTrue();
    }
}
