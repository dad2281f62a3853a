package io.voider.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.node.ground.PhoneInterfaces;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorTest {
    @Test
    void aMachineWithTheLoopbackAloneIsNotFit() {
        Finding none = Doctor.interfaces(List.of());
        assertThat(none.ok()).isFalse();
        assertThat(none.remedy()).contains("one to the Internet").contains("phone");
        Finding one = Doctor.interfaces(
                List.of(new PhoneInterfaces.Candidate("eth0", "02:00:00:00:00:01", "e1000", true, List.of(), "")));
        assertThat(one.ok()).isTrue();
        assertThat(one.found()).isEqualTo("eth0");
    }

    @Test
    void aClockInThePastIsFound() {
        assertThat(Doctor.clock(Instant.parse("2020-01-01T00:00:00Z")).ok()).isFalse();
        assertThat(Doctor.clock(Instant.parse("2031-01-01T00:00:00Z")).ok()).isTrue();
    }
}
