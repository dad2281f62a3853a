package io.voider.sip.rewrite;

import io.netty.buffer.ByteBuf;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipLimits;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import java.util.List;

/**
 * Maps the addresses in a message and leaves every other byte as it is.
 *
 * <p>What it does to a message is its own inverse: wherever the grammar has an address, each of the parties' four is
 * replaced by its twin. So there and back gives the bytes that were there before, and so does the same way twice; a message is
 * refused rather than mapped in a way for which that would not hold.
 *
 * <p>Not thread-safe; one for each event loop. Makes no object per message, once it has grown to the largest one.
 */
public final class Rewriter {
    private final Twins twins = new Twins();
    private final Edits edits = new Edits();
    private final Disclosures disclosures = new Disclosures();
    private final HostMapper hosts = new HostMapper(twins, edits, disclosures);
    private final Text text = new Text();
    private final MessageMapper messages;
    private final int mostBytes;

    /** A rewriter with the limits that the messages were decoded with. */
    public Rewriter(SipLimits limits) {
        messages = new MessageMapper(edits, hosts, limits);
        mostBytes = limits.messageBytes();
    }

    /** A rewriter with {@link SipLimits#DEFAULT}. */
    public Rewriter() {
        this(SipLimits.DEFAULT);
    }

    /**
     * Writes the message with its addresses mapped to {@code out}, which grows if it must. Between plain parties nothing is mapped.
     *
     * @param from the side that sent it
     * @throws SipRefusal if an address has no twin in the way it is written, bodies lie too deep in each other, or the
     *     result is too large; then nothing was written
     */
    public void rewrite(Parties parties, Side from, SipMessage message, ByteBuf out) {
        edits.clear();
        disclosures.clear();
        hosts.begin(parties, from, message);
        text.wrap(message.array(), message.start());
        if (!parties.isPlain()) {
            messages.map(message, text, 0);
        }
        edits.apply(message.array(), message.start(), message.end(), twins, mostBytes, out);
    }

    /** How many addresses of the last message were mapped. */
    public int mapped() {
        return hosts.mapped();
    }

    /**
     * How many of them were addresses of the side that the message went to, which its sender should not know: an honest
     * phone names none, so the edge may want to count or refuse such messages.
     */
    public int strays() {
        return hosts.strays();
    }

    /** How many private addresses the last message holds that are none of the parties'. */
    public int disclosureCount() {
        return disclosures.count();
    }

    /** Those addresses. Call before the message's bytes change. */
    public List<Disclosure> disclosures() {
        return disclosures.list(text.bytes(), text.origin());
    }
}
