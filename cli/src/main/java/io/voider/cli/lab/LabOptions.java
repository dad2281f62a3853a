package io.voider.cli.lab;

import java.util.List;

/**
 * What kind of world the lab is to raise, and what is to happen in it.
 *
 * @param homes how many homes, 2…20; every one joins every other's exchange
 * @param calls how many calls at once, 1 or more
 * @param nats the homes' NATs, in turn
 * @param delayMillis from home to home, one way
 * @param jitterMillis by how much a packet's delay differs from that at the most
 * @param loss the share of packets lost between homes, 0…1
 * @param srtp whether the phones insist on SRTP
 * @param tcp whether the phones speak SIP over TCP
 * @param keep whether all of it stays up until it is interrupted
 */
public record LabOptions(
        int homes,
        int calls,
        List<NatKind> nats,
        int delayMillis,
        int jitterMillis,
        double loss,
        boolean srtp,
        boolean tcp,
        boolean keep) {
    private static final int MOST_HOMES = 20;

    /** @throws IllegalArgumentException if something is out of range */
    public LabOptions {
        nats = List.copyOf(nats);
        if (homes < 2 || homes > MOST_HOMES || calls < 1 || nats.isEmpty()) {
            throw new IllegalArgumentException(
                    "a lab has 2 to " + MOST_HOMES + " homes, a call and a NAT at the least");
        }
        if (delayMillis < 0 || jitterMillis < 0 || jitterMillis > delayMillis || loss < 0 || loss > 1) {
            throw new IllegalArgumentException("delay is 0 or more, jitter at most the delay, and loss 0…1");
        }
    }

    NatKind nat(int home) {
        return nats.get(home % nats.size());
    }
}
