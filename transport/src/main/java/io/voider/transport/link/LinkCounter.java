package io.voider.transport.link;

import io.voider.transport.count.Counted;

/** What becomes of the packets that enter one direction of a link in user space. */
public enum LinkCounter implements Counted {
    LINK_CARRIED("link.carried", "packets that came out of the link"),
    LINK_DUPLICATED("link.duplicated", "packets that the link doubled"),
    LINK_REORDERED("link.reordered", "packets that the link let overtake"),
    DROPPED_LINK_LOSS("dropped.link-loss", "lost by the link on purpose"),
    DROPPED_LINK_LENGTH("dropped.link-length", "too long for the link"),
    DROPPED_LINK_QUEUE("dropped.link-queue", "the link's queue was full"),
    DROPPED_LINK_BLOCKED("dropped.link-blocked", "left the link, but the channel there could not send it");

    private final String label;
    private final String meaning;

    LinkCounter(String label, String meaning) {
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
