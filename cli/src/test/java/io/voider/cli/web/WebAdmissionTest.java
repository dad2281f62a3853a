package io.voider.cli.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class WebAdmissionTest {
    private final WebAdmission admission = new WebAdmission();

    private static InetAddress address(String text) {
        return NetUtil.createInetAddressFromIpAddressString(text);
    }

    private int admitted(String from, boolean local) {
        int admitted = 0;
        while (admission.admit(address(from), local)) {
            admitted++;
        }
        return admitted;
    }

    @Test
    void noneOfTheOthersHasAll() {
        assertThat(admitted("192.0.2.1", false)).isEqualTo(WebAdmission.MOST_FROM_ONE);
        assertThat(admitted("2001:db8::1", false)).isEqualTo(WebAdmission.MOST_FROM_ONE);
        assertThat(admitted("2001:db8::2", false)).as("the same network").isZero();
        assertThat(admitted("192.0.2.3", false)).isEqualTo(WebAdmission.MOST_FROM_ONE);
        assertThat(admitted("192.0.2.4", false)).as("all together have enough").isZero();
    }

    @Test
    void whoIsAtTheMachineHasAShareOfTheirOwn() {
        for (int source = 1; source < 20; source++) {
            admitted("192.0.2." + source, false);
        }
        assertThat(admitted("127.0.0.1", true)).isEqualTo(WebAdmission.MOST_LOCAL);
    }

    @Test
    void whoLeavesMakesRoomForOne() {
        admitted("192.0.2.1", false);
        admission.left(address("192.0.2.1"), false);
        assertThat(admitted("192.0.2.1", false)).isEqualTo(1);
        admitted("127.0.0.1", true);
        admission.left(address("127.0.0.1"), true);
        assertThat(admitted("127.0.0.1", true)).isEqualTo(1);
    }
}
