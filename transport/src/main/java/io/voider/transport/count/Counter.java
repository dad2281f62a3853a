package io.voider.transport.count;

/**
 * Everything that a packet channel counts, and whoever cuts and joins its fragments. The constant is the counter's id, the label what a person or a
 * program reads, the meaning what it stands for. A dropped packet adds one to exactly one {@code DROPPED_…} counter.
 */
public enum Counter implements Counted {
    RECEIVED_PACKETS("received.packets", "packets handed to the pipeline"),
    RECEIVED_BYTES("received.bytes", "their bytes, from the first that the pipeline sees"),
    RECEIVE_BATCHES("received.batches", "batches in which the pipeline read them"),
    RECEIVE_ERRORS("received.errors", "errors that the socket reported"),
    INTERFACE_DOWN("interface.down", "times that the kernel said the interface went down"),

    DROPPED_KERNEL("dropped.kernel", "the receive buffer was full, the packet never reached us"),
    DROPPED_OTHER_STATION("dropped.other-station", "the frame was addressed to another station"),
    DROPPED_VLAN("dropped.vlan", "the frame carried a VLAN tag"),
    DROPPED_ETHERTYPE("dropped.ethertype", "neither IPv4 nor, where wanted, IPv6"),
    DROPPED_TOO_LONG("dropped.too-long", "longer than the interface's MTU when it was opened (segmentation offload)"),
    DROPPED_MALFORMED("dropped.malformed", "the headers contradict themselves or the packet's length"),
    DROPPED_CHECKSUM("dropped.checksum", "the checksum is neither right nor a local sender's unfinished one"),
    DROPPED_GROUP_SOURCE("dropped.group-source", "sent from a group's or the broadcast address"),
    DROPPED_CONTESTED("dropped.contested", "another station than the one that has the address, and was heard just now"),
    DROPPED_UNHANDLED("dropped.unhandled", "no handler of the pipeline took it"),

    SENT_PACKETS("sent.packets", "packets that the kernel took"),
    SENT_BYTES("sent.bytes", "their bytes, link-layer header excluded"),
    SEND_BATCHES("sent.batches", "system calls that took at least one packet"),
    SEND_BLOCKED("sent.blocked", "times that the kernel had no room and we waited for it"),
    SENT_TO_BROADCAST("sent.to-broadcast", "sent to all stations, the next hop's MAC address being unknown"),
    DROPPED_SEND_QUEUE("dropped.send-queue", "transmitted while the kernel had no room and our queue was full"),
    DROPPED_SEND_DOWN("dropped.send-down", "the interface was down or gone"),
    DROPPED_SEND_DEVICE_QUEUE("dropped.send-device-queue", "the interface's own queue was full (ENOBUFS)"),
    DROPPED_SEND_TOO_LONG("dropped.send-too-long", "longer than the interface's MTU"),
    DROPPED_SEND_REFUSED("dropped.send-refused", "the kernel refused it for another reason"),
    DROPPED_SEND_MALFORMED("dropped.send-malformed", "what was to be sent is no IP packet"),
    DROPPED_SEND_GROUP_SOURCE("dropped.send-group-source", "would be sent from a group's or the broadcast address"),
    DROPPED_SEND_CLOSED("dropped.send-closed", "still waiting when the channel closed, or sent after that"),

    FRAGMENTS_RECEIVED("fragments.received", "fragments given to the reassembly"),
    FRAGMENTS_REASSEMBLED("fragments.reassembled", "whole packets made of fragments"),
    FRAGMENTS_SENT("fragments.sent", "fragments made of packets longer than the MTU"),
    DROPPED_FRAGMENT_MALFORMED("dropped.fragment-malformed", "a fragment which lies about its place or length"),
    DROPPED_FRAGMENT_OVERLAP("dropped.fragment-overlap", "fragments of a packet some of which overlapped"),
    DROPPED_FRAGMENT_EXPIRED("dropped.fragment-expired", "fragments of a packet that was not whole in time"),
    DROPPED_FRAGMENT_FULL("dropped.fragment-full", "fragments of the oldest packet, to make room for newer ones"),
    DROPPED_DONT_FRAGMENT("dropped.dont-fragment", "longer than the MTU, and marked not to be fragmented");

    private final String label;
    private final String meaning;

    Counter(String label, String meaning) {
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
