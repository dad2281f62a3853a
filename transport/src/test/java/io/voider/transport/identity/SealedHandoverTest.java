package io.voider.transport.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class SealedHandoverTest {
    private static final String TEXT = Samples.invitation(Profile.FAST).text();

    @Test
    void opensWithThePassphraseHoweverItIsTyped() {
        String passphrase = SpokenPassphrase.random(Samples.RANDOM);
        assertThat(passphrase).matches("([bdfghjklmnprstvz][aiou]){2}[bdfghjklmnprstvz](-\\w{5}){4}");
        String sealed = SealedHandover.seal(TEXT, passphrase, Samples.RANDOM);
        assertThat(SealedHandover.looksSealed(sealed)).isTrue();
        assertThat(SealedHandover.looksSealed(TEXT)).isFalse();
        assertThat(sealed).doesNotContain("alice");
        String typed = " " + passphrase.toUpperCase(Locale.ROOT).replace('-', ' ');
        assertThat(SealedHandover.open(sealed.replace("\n", "\r\n"), typed)).isEqualTo(TEXT);
    }

    @Test
    void doesNotOpenOtherwise() {
        String sealed = SealedHandover.seal(TEXT, "lusab-babad-gutih-tugad-mudof", Samples.RANDOM);
        assertThatThrownBy(() -> SealedHandover.open(sealed, "lusab-babad-gutih-tugad-mudog"))
                .hasMessage("the passphrase is another one, or the file was altered");
        int middle = sealed.length() / 2;
        String altered =
                sealed.substring(0, middle) + (sealed.charAt(middle) == 'A' ? 'B' : 'A') + sealed.substring(middle + 1);
        assertThatThrownBy(() -> SealedHandover.open(altered, "lusab-babad-gutih-tugad-mudof"))
                .isInstanceOf(HandoverException.class);
        assertThatThrownBy(() -> SealedHandover.open(sealed.substring(0, middle), "lusab"))
                .isInstanceOf(HandoverException.class);
        assertThatThrownBy(() -> SealedHandover.open("nothing", "lusab")).isInstanceOf(HandoverException.class);
    }

    @Test
    void doesNotTellByItsLengthWhatIsInside() {
        String credential = new AccessCredential("bob", "alice", 2, Samples.RENDEZVOUS).text();
        String other = new AccessCredential("carol-the-third", "alice", 2, Samples.RENDEZVOUS).text();
        assertThat(SealedHandover.seal(credential, "a", Samples.RANDOM))
                .hasSameSizeAs(SealedHandover.seal(other, "b", Samples.RANDOM));
    }
}
