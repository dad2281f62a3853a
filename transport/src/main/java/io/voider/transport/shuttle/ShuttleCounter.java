package io.voider.transport.shuttle;

import io.voider.transport.count.Counted;

/** What is counted of a line's datagrams between OpenVPN and the line's path. A drop adds one to exactly one of these. */
public enum ShuttleCounter implements Counted {
    TUNNEL_SENT("tunnel.sent", "OpenVPN's datagrams given to the line's path"),
    TUNNEL_RECEIVED("tunnel.received", "datagrams from the other end given to OpenVPN"),
    TUNNEL_SESSIONS("tunnel.sessions", "sessions of a friend that came up"),
    TUNNEL_QUESTIONS(
            "tunnel.questions", "times that a friend's end, hearing nothing, asked whether its session is known"),
    DROPPED_TUNNEL_NO_PATH("dropped.tunnel-no-path", "the line has no path just now"),
    DROPPED_TUNNEL_CUT_OFF("dropped.tunnel-cut-off", "the friend was cut off, or the tunnel was stopped"),
    DROPPED_TUNNEL_ALIEN("dropped.tunnel-alien", "not of a kind that the other end's OpenVPN sends"),
    DROPPED_TUNNEL_NO_PROCESS("dropped.tunnel-no-process", "OpenVPN does not listen just now"),
    DROPPED_TUNNEL_NO_SESSION("dropped.tunnel-no-session", "of no session that the friend has"),
    DROPPED_TUNNEL_FORGED(
            "dropped.tunnel-forged", "would open a session or ask for one, but not by the friend's own key"),
    DROPPED_TUNNEL_REPLAY("dropped.tunnel-replay", "would open a session that had been opened before"),
    DROPPED_TUNNEL_HASTE(
            "dropped.tunnel-haste", "would open a session that is not the latest, too soon after another attempt"),
    DROPPED_TUNNEL_RATE("dropped.tunnel-rate", "more than a friend may send while others send or talk"),
    DROPPED_TUNNEL_NOTICE("dropped.tunnel-notice", "a notice about no session of ours, or not proven");

    private final String label;
    private final String meaning;

    ShuttleCounter(String label, String meaning) {
        this.label = label;
        this.meaning = meaning;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
