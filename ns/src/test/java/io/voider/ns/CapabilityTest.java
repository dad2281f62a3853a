package io.voider.ns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CapabilityTest {

    @Test
    void theKernelsMaskIsRead() {
        assertThat(Capability.parse(List.of("Name:\tjava", "CapEff:\t0000000000201000", "Seccomp:\t0")))
                .containsExactlyInAnyOrder(Capability.CAP_NET_ADMIN, Capability.CAP_SYS_ADMIN);
        assertThat(Capability.parse(List.of("CapEff:\t000001ffffffffff"))).contains(Capability.values());
        assertThat(Capability.parse(List.of("CapEff:\t0000000000000000"))).isEmpty();
    }

    @Test
    void aRefusalNamesCallObjectErrorAndText() {
        assertThat(new KernelException("umount2", Errno.EBUSY.number(), "/run/netns/phone"))
                .hasMessage("umount2(/run/netns/phone): EBUSY Device or resource busy")
                .extracting(KernelException::systemCall, KernelException::errno, KernelException::object)
                .containsExactly("umount2", 16, "/run/netns/phone");
        assertThat(new KernelException("ioctl", 4711, "x").errnoName()).isEqualTo("errno 4711");
    }
}
