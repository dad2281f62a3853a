package io.voider.cli.phone.dhcp;

import io.voider.cli.state.PhoneLine;

/** Hears what a {@link DhcpServer} did. */
public interface DhcpListener {
    /** A station is that phone from now on. */
    void leased(PhoneLine phone, PhoneLease lease);

    /** A station asks and gets nothing; told once, and again after a while. */
    void turnedAway(DhcpRefusal refusal);
}
