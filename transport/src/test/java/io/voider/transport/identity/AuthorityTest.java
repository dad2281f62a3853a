package io.voider.transport.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuthorityTest {
    @ParameterizedTest
    @EnumSource(Profile.class)
    void issuesCertificatesThatAMachineWithoutAClockAccepts(Profile profile) throws CertificateException {
        Authority authority = Authority.create("alice", profile, Instant.EPOCH, Samples.RANDOM);
        X509Certificate server =
                authority.issueServer(Instant.EPOCH, Samples.RANDOM).certificate();
        for (X509Certificate certificate : List.of(server, authority.certificate())) {
            assertThat(certificate.getNotBefore()).isEqualTo(Instant.EPOCH);
            assertThat(certificate.getNotAfter()).isAfter(Instant.parse("2036-01-01T00:00:00Z"));
        }
        assertThat(authority.certificate().getNotAfter()).isAfter(Instant.parse("2066-01-01T00:00:00Z"));
        assertThat(server.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(authority.certificate().getBasicConstraints()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void isReadBackFromItsFileWhichIsItsOwnersOnly(Profile profile, @TempDir Path directory) throws IOException {
        Authority authority = Samples.authority(profile);
        Path file = directory.resolve("authority.pem");
        authority.save(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Authority read = Authority.load(file);
        assertThat(read.exchange()).isEqualTo("alice");
        assertThat(read.profile()).isEqualTo(profile);
        assertThat(read.certificate()).isEqualTo(authority.certificate());
        assertThat(read.tlsCryptKey().pem()).isEqualTo(authority.tlsCryptKey().pem());
        Files.writeString(file, Files.readString(file).replaceFirst("[A-M]", "Z"));
        assertThatThrownBy(() -> Authority.load(file)).isInstanceOf(HandoverException.class);
    }

    @Test
    void drawsSerialNumbersAtRandom() {
        Authority authority = Samples.authority(Profile.FAST);
        var one =
                authority.issueServer(Samples.NOW, Samples.RANDOM).certificate().getSerialNumber();
        var other =
                authority.issueServer(Samples.NOW, Samples.RANDOM).certificate().getSerialNumber();
        assertThat(one).isNotEqualTo(other);
        assertThat(one.signum()).isPositive();
        assertThat(one.bitLength()).isBetween(100, 159);
    }
}
