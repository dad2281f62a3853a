package io.voider.sip.call;

import static io.voider.sip.Side.PHONE;
import static io.voider.sip.Side.TUNNEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.Side;
import io.voider.sip.SipMethod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Offer and answer of one dialog, by themselves. */
class NegotiationTest {
    private final Negotiation negotiation = new Negotiation();

    private static Media.Port port(int number) {
        return new Media.Port(number, Pinhole.Purpose.MEDIA, Pinhole.Medium.AUDIO, List.of());
    }

    private static Media media(int number) {
        return Media.trickled(List.of(port(number)));
    }

    private List<String> listening() {
        List<String> ports = new ArrayList<>();
        negotiation.listening((side, port) -> ports.add(side + " " + port.number()));
        return ports;
    }

    private void agree(Side asker, long cSeq, int offered, int answered) {
        negotiation.offer(asker, media(offered), SipMethod.INVITE, cSeq);
        negotiation.respond(asker.other(), media(answered), SipMethod.INVITE, cSeq);
    }

    @Test
    void noMoreCandidatesAreKeptThanThereMayBeAndEachOnce() {
        negotiation.trickle(PHONE, List.of(port(1), port(2), port(2)), 3);
        assertThat(listening()).containsExactly("PHONE 1", "PHONE 2");
        negotiation.trickle(PHONE, List.of(port(1), port(3), port(4)), 3);
        negotiation.trickle(PHONE, List.of(port(5)), 3);
        negotiation.trickle(TUNNEL, List.of(port(6)), 3);
        assertThat(listening()).containsExactly("PHONE 1", "PHONE 2", "PHONE 3", "TUNNEL 6");
    }

    @Test
    void whatIsAcknowledgedIsTheOtherSidesOpenOfferAlone() {
        assertThat(negotiation.acknowledge(PHONE, media(1))).as("no offer").isFalse();
        negotiation.ask(PHONE, 2);
        negotiation.respond(TUNNEL, media(6), SipMethod.INVITE, 2);
        assertThat(negotiation.acknowledge(PHONE, media(1), 3))
                .as("of another INVITE")
                .isFalse();
        assertThat(negotiation.acknowledge(PHONE, media(1))).isTrue();
        assertThat(listening()).containsExactly("PHONE 1", "TUNNEL 6");
        negotiation.offer(TUNNEL, media(7), SipMethod.UPDATE, 1);
        assertThat(negotiation.acknowledge(PHONE, media(2)))
                .as("an UPDATE's is answered in its response")
                .isFalse();
    }

    @Test
    void timePassesForTheOldPortsFromTheFirstFinalResponseOn() {
        agree(PHONE, 1, 1, 6);
        assertThat(negotiation.tick(Long.MAX_VALUE / 2)).as("nothing is old").isFalse();
        agree(PHONE, 2, 2, 7);
        assertThat(negotiation.tick(Negotiation.LINGER_NANOS)).as("it goes on").isFalse();
        negotiation.conclude(PHONE, SipMethod.INVITE, 2, 10);
        negotiation.conclude(PHONE, SipMethod.INVITE, 2, 20);
        assertThat(negotiation.tick(9 + Negotiation.LINGER_NANOS)).isFalse();
        assertThat(negotiation.tick(10 + Negotiation.LINGER_NANOS)).isTrue();
        assertThat(negotiation.tick(11 + Negotiation.LINGER_NANOS)).as("once").isFalse();
    }
}
