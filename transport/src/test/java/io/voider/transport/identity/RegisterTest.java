package io.voider.transport.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegisterTest {
    private final Path directory;
    private final Register register;

    RegisterTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        register = Register.create(directory.resolve("register"), Samples.authority(Profile.FAST), Samples.RANDOM);
    }

    private Register reopened() throws IOException {
        return Register.open(directory.resolve("register"), Samples.RANDOM);
    }

    private Invitation invite(int number) throws IOException {
        return register.invite(number, Samples.RENDEZVOUS, Invitation.NO_REMOTE, Samples.NOW);
    }

    private X509CRL revocations() throws GeneralSecurityException {
        byte[] pem = reopenedListPem().getBytes(StandardCharsets.US_ASCII);
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(pem));
    }

    private String reopenedListPem() {
        try {
            return reopened().revocationListPem();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void remembersWhomItInvited() throws IOException {
        Invitation bob = invite(2);
        Invitation carol = invite(3);
        assertThat(reopened().friends()).isEqualTo(Map.of(2, bob.subscriber(), 3, carol.subscriber()));
    }

    @Test
    void whereThereIsNoDirectoryOfFriendsThereAreNoneAndOneCanBeInvited() throws IOException {
        Files.delete(directory.resolve("register/friends"));
        Register bare = reopened();
        assertThat(bare.friends()).isEmpty();
        Invitation bob = bare.invite(2, Samples.RENDEZVOUS, Invitation.NO_REMOTE, Samples.NOW);
        assertThat(reopened().friends()).isEqualTo(Map.of(2, bob.subscriber()));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("register/friends"))))
                .isEqualTo("rwx------");
    }

    @Test
    void remembersWhomItCutOff() throws IOException, GeneralSecurityException {
        Invitation bob = invite(2);
        Invitation carol = invite(3);
        register.revoke(2);
        register.revoke(2);
        assertThat(reopened().friends()).isEqualTo(Map.of(3, carol.subscriber()));
        X509CRL list = revocations();
        list.verify(register.authority().certificate().getPublicKey());
        assertThat(list.isRevoked(bob.credential().certificate())).isTrue();
        assertThat(list.isRevoked(carol.credential().certificate())).isFalse();
    }

    @Test
    void withdrawsAtOnceWhatCannotBeWrittenYet() throws IOException, GeneralSecurityException {
        Invitation bob = invite(2);
        Path obstacle = directory.resolve("register/revoked.tmp/in the way");
        Files.createDirectories(obstacle);
        assertThatThrownBy(() -> register.revoke(2)).isInstanceOf(IOException.class);
        assertThat(register.roll().friends()).isEmpty();
        assertThat(reopened().friends()).containsOnlyKeys(2);
        Files.delete(obstacle);
        register.writeWithdrawn();
        assertThat(revocations().isRevoked(bob.credential().certificate())).isTrue();
        assertThat(reopened().friends()).isEmpty();
    }

    @Test
    void passesOverAFriendsFileThatIsDamaged() throws IOException {
        invite(2);
        invite(3);
        Files.writeString(directory.resolve("register/friends/2.pem"), "");
        assertThat(reopened().friends()).containsOnlyKeys(3);
        assertThat(reopened().unreadable().get(2)).contains("2.pem");
    }

    @Test
    void cutsOffWhoHadTheNumberBefore() throws IOException, GeneralSecurityException {
        Invitation lost = invite(2);
        Invitation again = invite(2);
        assertThat(again.subscriber()).isNotEqualTo(lost.subscriber());
        assertThat(revocations().isRevoked(lost.credential().certificate())).isTrue();
        assertThat(revocations().isRevoked(again.credential().certificate())).isFalse();
    }

    @Test
    void renewsBeforeTheEndAndTheFriendTakesIt() throws IOException, GeneralSecurityException {
        Invitation bob = invite(2);
        assertThat(register.renew(Samples.NOW.plus(Duration.ofDays(4 * 365)))).isEmpty();
        var later = Samples.NOW.plus(Duration.ofDays(6 * 365));
        assertThat(register.renewed(2)).isEmpty();
        assertThat(register.renew(later)).containsExactly(2);
        Invitation renewed = bob.renewed(reopened().renewed(2).orElseThrow());
        assertThat(renewed.credential().certificate().getNotAfter())
                .isAfter(bob.credential().certificate().getNotAfter());
        assertThat(Invitation.parse(renewed.text())).isEqualTo(renewed);
        assertThat(reopened().renew(later)).isEmpty();
        register.revoke(2);
        assertThat(revocations().isRevoked(bob.credential().certificate())).isTrue();
        assertThat(revocations().isRevoked(renewed.credential().certificate())).isTrue();
    }

    @Test
    void doesNotTakeACertificateForAnybodyElse() throws IOException {
        Invitation bob = invite(2);
        Invitation carol = invite(3);
        assertThatThrownBy(() -> bob.renewed(carol.credential().certificatePem()))
                .isInstanceOf(HandoverException.class);
    }

    @Test
    void isNotMadeTwice() {
        assertThatThrownBy(() ->
                        Register.create(directory.resolve("register"), Samples.authority(Profile.FAST), Samples.RANDOM))
                .isInstanceOf(IOException.class);
    }

    @Test
    void saysWhichFileIsDamaged() throws IOException {
        invite(2);
        Files.writeString(directory.resolve("register/revoked"), "not a number\n");
        assertThatThrownBy(this::reopened).hasMessageContaining("revoked is damaged");
    }
}
