package io.voider.transport.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever is done to a file that was handed over: it is refused with the one failure type, or means the same. */
class HandoverProperties {
    private static final int MUTATIONS = 10_000;

    @Example
    void mutatedInvitationsAreRefusedOrEqual() {
        Invitation invitation = Samples.invitation(Profile.FAST);
        survive(invitation.text(), invitation, Invitation::parse, MUTATIONS / 2, false);
        survive(invitation.text(), invitation, Invitation::parse, MUTATIONS / 2, true);
    }

    @Example
    void mutatedAccessCredentialsAreRefusedOrEqual() {
        AccessCredential credential = new AccessCredential("bob", "alice", 2, Samples.RENDEZVOUS);
        survive(credential.text(), credential, AccessCredential::parse, MUTATIONS / 2, false);
    }

    /** A right checksum gets a mutation past the first gate. Then it may mean something else, but only in a value. */
    private static <T> void survive(
            String text, T original, Function<String, T> parse, int count, boolean rightChecksum) {
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < count; i++) {
            String mutated = Mutation.of(text, random);
            String offered = rightChecksum ? InvitationTest.sealed(mutated) : mutated;
            try {
                T parsed = parse.apply(offered);
                if (rightChecksum) {
                    assertThat(((Invitation) parsed).text())
                            .isEqualTo(offered.replace("\r\n", "\n").stripTrailing() + "\n");
                } else {
                    assertThat(parsed).isEqualTo(original);
                }
            } catch (HandoverException e) {
                refused++;
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(refused).isGreaterThan(count / 2);
    }

    @Property(tries = 200)
    void commonNamesNameTheirSubscriber(@ForAll @IntRange(min = 2, max = 254) int number) {
        Subscriber subscriber = Subscriber.random(number, Samples.RANDOM);
        assertThat(Subscriber.ofCommonName(subscriber.commonName())).contains(subscriber);
        byte[] metadata = subscriber.metadata();
        assertThat(Subscriber.ofMetadata(metadata, 0, metadata.length)).contains(subscriber);
    }
}
