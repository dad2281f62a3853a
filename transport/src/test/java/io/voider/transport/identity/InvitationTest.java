package io.voider.transport.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.transport.address.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvitationTest {
    private static final String CHECKSUM_LINE = "# checksum: [0-9a-f]{32}\n";

    @ParameterizedTest
    @EnumSource(Profile.class)
    void isReadBackAsItWasWritten(Profile profile) {
        Invitation invitation = Samples.invitation(profile);
        assertThat(Invitation.parse(invitation.text())).isEqualTo(invitation);
        assertThat(invitation.text()).startsWith("# voider invitation 1\n# exchange: alice\n# number: 2\n");
    }

    @Test
    void ofTheLargestPartsIsStillReadBack() {
        Invitation small = Samples.invitation(Profile.STRONG);
        Rendezvous largest = new Rendezvous(
                List.of(
                        new Endpoint(("a".repeat(60) + ".").repeat(4) + "example", 65535),
                        new Endpoint(("b".repeat(60) + ".").repeat(4) + "example", 65535)),
                Samples.RENDEZVOUS.pin(),
                "x".repeat(512));
        Invitation large = Samples.authority(Profile.STRONG)
                .invite(small.subscriber(), largest, Invitation.NO_REMOTE, Samples.NOW, Samples.RANDOM);
        assertThat(Invitation.parse(large.text())).isEqualTo(large);
    }

    @Test
    void survivesTheLineEndsOfMail() {
        Invitation invitation = Samples.invitation(Profile.FAST);
        assertThat(Invitation.parse(invitation.text().replace("\n", "\r\n") + "\r\n\r\n"))
                .isEqualTo(invitation);
    }

    @Test
    void isRefusedWhenCutOffAnywhere() {
        String text = Samples.invitation(Profile.FAST).text();
        for (int length = 0; length < text.length() - 1; length += 7) {
            String cut = text.substring(0, length);
            assertThatThrownBy(() -> Invitation.parse(cut)).isInstanceOf(HandoverException.class);
        }
    }

    @Test
    void ofAnotherVersionSaysSo() {
        String text = Samples.invitation(Profile.FAST).text().replaceFirst("invitation 1", "invitation 2");
        assertThatThrownBy(() -> Invitation.parse(text))
                .hasMessage("this invitation is of version 2; this voider reads version 1");
    }

    @Test
    void thatIsTooLargeIsNotEvenLookedAt(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("huge.ovpn");
        Files.writeString(file, "#".repeat(17_000));
        assertThatThrownBy(() -> Invitation.load(file)).isInstanceOf(HandoverException.class);
        assertThatThrownBy(() -> Invitation.parse("#".repeat(17_000))).hasMessageContaining("larger");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up /bin/sh",
                "script-security 2",
                "plugin /tmp/evil.so",
                "\"up\" /bin/sh",
                "--up /bin/sh",
                "u\\p /bin/sh",
                "\tup /bin/sh",
                " up /bin/sh",
                "management 127.0.0.1 7505",
                "ca /etc/passwd",
                "<connection>",
                "<up>",
                "; up",
                "route 0.0.0.0 0.0.0.0",
                "setenv-safe x y",
                "",
                "verb 11"
            })
    void withAnythingOfItsOwnIsRefusedEvenWithARightChecksum(String directive) {
        String text = Samples.invitation(Profile.FAST).text();
        for (String before : List.of("client\n", "nobind\n", "<ca>\n", "</ca>\n", "verb 3\n", "-----BEGIN PRIVATE")) {
            String hostile = sealed(text.replaceFirst(before, directive + "\n" + before));
            assertThatThrownBy(() -> Invitation.parse(hostile)).isInstanceOf(HandoverException.class);
        }
        String appended = sealed(text + directive + "\nverb 3\n");
        assertThatThrownBy(() -> Invitation.parse(appended)).isInstanceOf(HandoverException.class);
    }

    @Test
    void sayWhatAHostileLineCouldDo() {
        String text = Samples.invitation(Profile.FAST).text().replace("nobind\n", "nobind\nup /bin/sh\n");
        assertThatThrownBy(() -> Invitation.parse(text))
                .hasMessageMatching(
                        "line \\d+: 'up' has no place in an invitation: it could make OpenVPN run a program");
    }

    @Test
    void hidesNothingBehindAKey() {
        String text = Samples.invitation(Profile.FAST).text();
        for (String tag : List.of("ca", "cert", "key", "tls-crypt-v2")) {
            String hostile = sealed(text.replace("</" + tag + ">", "up /bin/sh\n</" + tag + ">"));
            assertThatThrownBy(() -> Invitation.parse(hostile)).isInstanceOf(HandoverException.class);
        }
    }

    @Test
    void ofPartsThatDoNotBelongTogetherIsRefused() {
        Invitation own = Samples.invitation(Profile.FAST);
        Authority other = Authority.create("alice", Profile.FAST, Samples.NOW, Samples.RANDOM);
        Invitation foreign =
                other.invite(own.subscriber(), Samples.RENDEZVOUS, Invitation.NO_REMOTE, Samples.NOW, Samples.RANDOM);
        String mixed = sealed(own.text().replace(own.authorityPem(), foreign.authorityPem()));
        assertThatThrownBy(() -> Invitation.parse(mixed)).hasMessageContaining("not issued by this exchange");
        String stolen = sealed(own.text()
                .replace(own.credential().privateKeyPem(), foreign.credential().privateKeyPem()));
        assertThatThrownBy(() -> Invitation.parse(stolen)).hasMessageContaining("private key does not belong");
        String renumbered = sealed(own.text().replace("# number: 2", "# number: 3"));
        assertThatThrownBy(() -> Invitation.parse(renumbered)).hasMessageContaining("somebody else's");
    }

    @Test
    void keepsItsSecretsOutOfLogs() {
        Invitation invitation = Samples.invitation(Profile.FAST);
        String shown = invitation + " " + invitation.credential() + " " + invitation.rendezvous() + " "
                + invitation.tlsCryptKey();
        assertThat(shown).doesNotContain(Samples.RENDEZVOUS.capability()).doesNotContain("PRIVATE");
    }

    /** The text with the checksum that its content has now, as an attacker would make it. */
    static String sealed(String text) {
        String others = text.replaceFirst(CHECKSUM_LINE, "");
        return text.replaceFirst(CHECKSUM_LINE, "# checksum: " + HandoverFields.checksum(others) + "\n");
    }
}
