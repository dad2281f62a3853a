package io.voider.transport.openvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is known of OpenVPN, and when it is started again. */
class OpenVpnTest {
    private static final Path PROGRAM = Path.of("/usr/sbin/openvpn");
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void whatHadBeenUpIsStartedAtOnceButNotMoreThanOnceASecond() {
        RestartPace pace = new RestartPace(new Random(1));
        pace.started(0);
        assertThat(pace.delayNanos(10 * SECOND, true)).isZero();
        pace.started(10 * SECOND);
        assertThat(pace.delayNanos(10 * SECOND + SECOND / 4, true)).isEqualTo(3 * SECOND / 4);
    }

    @Test
    void whatNeverComesUpIsTriedMoreAndMoreSeldom() {
        RestartPace pace = new RestartPace(new Random(1));
        long first = pace.delayNanos(0, false);
        long last = first;
        for (int i = 0; i < 40; i++) {
            last = pace.delayNanos(0, false);
        }
        assertThat(first).isBetween(SECOND / 8, SECOND / 2);
        assertThat(last).isBetween(15 * SECOND, 25 * SECOND);
        pace.started(0);
        pace.delayNanos(0, true);
        assertThat(pace.delayNanos(0, false)).isLessThan(SECOND / 2);
    }

    @Test
    void saysInWordsWhatWentWrong() {
        assertThat(Diagnosis.of("VERIFY ERROR: depth=0, error=certificate has expired: CN=1, serial=7"))
                .hasValueSatisfying(
                        text -> assertThat(text).contains("has expired").contains("clock"));
        assertThat(Diagnosis.of("OpenSSL: error:0A000415:SSL routines::sslv3 alert certificate expired"))
                .hasValueSatisfying(
                        text -> assertThat(text).contains("our certificate").contains("clock"));
        assertThat(Diagnosis.of("VERIFY ERROR: depth=0, error=certificate is not yet valid: CN=1"))
                .hasValueSatisfying(text -> assertThat(text).contains("clock"));
        assertThat(Diagnosis.of("TLS Error: TLS key negotiation failed to occur within 10 seconds (check your …)"))
                .contains("the other side did not answer");
        assertThat(Diagnosis.of("[1] Inactivity timeout (--ping-restart), restarting"))
                .contains("the other side fell silent");
        assertThat(Diagnosis.of("Initialization Sequence Completed")).isEmpty();
    }

    @Test
    void looksAtTheOpenVpnOfThisMachine() throws IOException {
        String debian12 =
                "OpenVPN 2.6.14 x86_64-pc-linux-gnu [SSL (OpenSSL)]\nlibrary versions: OpenSSL 3.0.19 27 Jan 2026";
        String debian13 = "OpenVPN 2.6.14 aarch64\nlibrary versions: OpenSSL 3.5.4 30 Sep 2025";
        OpenVpn intel = OpenVpn.of(PROGRAM, PROGRAM, debian12, "flags\t\t: fpu vme aes xsave\n");
        assertThat(intel.hybridGroups()).isFalse();
        assertThat(intel.dataCiphers()).startsWith("AES-256-GCM");
        OpenVpn pi = OpenVpn.of(PROGRAM, PROGRAM, debian13, "Features\t: fp asimd evtstrm crc32 cpuid\n");
        assertThat(pi.hybridGroups()).isTrue();
        assertThat(pi.dataCiphers()).startsWith("CHACHA20-POLY1305");
        assertThatThrownBy(() -> OpenVpn.of(PROGRAM, PROGRAM, "OpenVPN 2.5.9", ""))
                .hasMessageContaining("2.6");
        assertThatThrownBy(() -> new OpenVpn(PROGRAM, PROGRAM, 0, 1, false, false))
                .hasMessageContaining("root");
    }
}
