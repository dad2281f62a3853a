package io.voider.cli.lab.script;

/** What can happen while alice and bob talk, and carol is a friend of both. */
enum Trouble {
    QUIET("nothing", false, false),
    SIP_FLOOD("carol sends alice 20,000 SIP datagrams a second", false, false),
    STREAM_FLOOD("carol sends alice 1 MB/s of SIP over TCP and reads nothing", false, false),
    STRANGERS("strangers send 20,000 packets a second to the socket of the line", false, false),
    TLS_FLOOD("handshakes without end at the rendezvous", false, false),
    STUN_FLOOD("20,000 STUN requests a second at the rendezvous", false, false),
    DISK_FULL("alice's disk is full, and then is not", false, false),
    FRIENDS_PHONE_OUT("carol's phone is unplugged and plugged in", false, false),
    FRIEND_RESTARTED("carol's node is killed and started", false, false),
    RENDEZVOUS_KILLED("the rendezvous is killed and started", false, false),
    CLOCK_AHEAD("alice's clock jumps five years ahead and back", false, false),
    CLOCK_BEHIND("alice's clock jumps five years back and ahead", false, false),
    OWN_PHONE_OUT("alice's phone is unplugged and plugged in", true, false),
    OWN_PATH_DROPS("the direct path between the two drops", true, false),
    OWN_ROUTER_REBOOTS("bob's router is switched off and on", true, false),
    OWN_ADDRESS_CHANGES("bob's public address changes", true, false),
    OWN_OPENVPN_KILLED("bob's OpenVPNs are killed", true, false),
    OWN_NODE_KILLED("bob's node is killed and started", true, true);

    private final String words;
    private final boolean own;
    private final boolean ends;

    Trouble(String words, boolean own, boolean ends) {
        this.words = words;
        this.own = own;
        this.ends = ends;
    }

    String words() {
        return words;
    }

    /** Whether the call itself is hit, and may lose voice. */
    boolean isTheCallsOwn() {
        return own;
    }

    /** Whether the call ends by it. */
    boolean ends() {
        return ends;
    }
}
