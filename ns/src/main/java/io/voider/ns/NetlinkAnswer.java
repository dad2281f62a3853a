package io.voider.ns;

import io.voider.ns.Layout.NlMsgHdr;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request's answers, put together from the datagrams that come. It knows no socket.
 *
 * <pre>
 *   request with NLM_F_ACK   →  NLMSG_ERROR, the error number 0 for success
 *   request with NLM_F_DUMP  →  objects …, NLMSG_DONE
 *                               objects …, NLMSG_ERROR
 * </pre>
 *
 * @param <T> what a dumped object is read as
 */
final class NetlinkAnswer<T> {

    /** Objects in one dump. More than a router of ours ever has. */
    static final int OBJECT_LIMIT = 1 << 16;

    private final int sequence;
    private final Function<NetlinkMessage, @Nullable T> decode;
    private final List<T> objects = new ArrayList<>();
    private boolean finished;
    private boolean interrupted;
    private int error;
    private String explanation = "";

    /**
     * @param sequence the request's number; answers to others are passed over
     * @param decode makes a value of a message, or null of one that is of no interest
     */
    NetlinkAnswer(int sequence, Function<NetlinkMessage, @Nullable T> decode) {
        this.sequence = sequence;
        this.decode = decode;
    }

    /**
     * Takes a datagram in.
     *
     * @return whether the answer is complete
     * @throws MalformedNetlinkException if it cannot be read, or there are more than {@value #OBJECT_LIMIT} objects
     */
    boolean accept(ByteBuffer datagram) {
        for (NetlinkMessage message : NetlinkMessage.split(datagram)) {
            if (message.sequence() == sequence && !finished) {
                accept(message);
            }
        }
        return finished;
    }

    private void accept(NetlinkMessage message) {
        interrupted |= message.has(NlMsgHdr.NLM_F_DUMP_INTR);
        if (message.type() == NlMsgHdr.NLMSG_DONE || message.type() == NlMsgHdr.NLMSG_ERROR) {
            error = message.error();
            explanation = message.explanation();
            finished = true;
            return;
        }
        T object = decode.apply(message);
        if (object == null) {
            return;
        }
        if (objects.size() == OBJECT_LIMIT) {
            throw new MalformedNetlinkException("more than " + OBJECT_LIMIT + " objects", 0);
        }
        objects.add(object);
    }

    /** The positive error number, 0 for success. */
    int error() {
        return error;
    }

    /** The kernel's own words about a failure. */
    String explanation() {
        return explanation;
    }

    /** Whether the tables changed while they were listed, so that the list may be of two minds. */
    boolean isInterrupted() {
        return interrupted;
    }

    List<T> objects() {
        return objects;
    }
}
